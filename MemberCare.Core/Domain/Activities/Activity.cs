using System.Globalization;
using MemberCare.Core.Domain.Customers;
using MemberCare.Core.Domain.Events;
using MemberCare.Core.Kernel;

namespace MemberCare.Core.Domain.Activities;

/// <summary>An activity that was checked. Only <see cref="Read"/> makes one.</summary>
public sealed record Activity
{
    /// <summary>The longest id, in characters.</summary>
    public const int LongestId = 100;

    /// <summary>The most points of one activity.</summary>
    public const long MostPoints = 1_000_000_000;

    /// <summary>How far a clock may run ahead before it is told so.</summary>
    public static readonly TimeSpan Forgiven = TimeSpan.FromMinutes(5);

    // No loyalty programme that reports here is older; a till whose battery died says 1970, 1980 or 1999.
    private static readonly DateTimeOffset Earliest = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly Dictionary<string, Channel> Channels = new(StringComparer.Ordinal)
    {
        ["till"] = Channel.Till,
        ["portal"] = Channel.Portal,
        ["booking"] = Channel.Booking,
        ["campaign"] = Channel.Campaign,
    };

    private Activity()
    {
    }

    /// <inheritdoc cref="RawActivity.Id"/>
    public string Id { get; private init; } = "";

    /// <summary>What kind.</summary>
    public ActivityKind Kind { get; private init; }

    /// <summary>By what points were earned; null for other kinds.</summary>
    public EarningKind? Earned { get; private init; }

    /// <summary>Whose it is.</summary>
    public Party Customer { get; private init; } = new(null, []);

    /// <summary>To whom points are sent; null for other kinds.</summary>
    public Party? To { get; private init; }

    /// <summary>When it happened: the moment named, where it is believed, otherwise the moment of arrival.</summary>
    public DateTimeOffset At { get; private init; }

    /// <summary>What is to be thought of the moment named.</summary>
    public ActivityClock Clock { get; private init; }

    /// <summary>The moment named, where it is not believed.</summary>
    public DateTimeOffset? ClaimedAt { get; private init; }

    /// <inheritdoc cref="RawActivity.Amount"/>
    public Money? Amount { get; private init; }

    /// <inheritdoc cref="RawActivity.Points"/>
    public long? Points { get; private init; }

    /// <inheritdoc cref="RawActivity.Coupon"/>
    public string? Coupon { get; private init; }

    /// <inheritdoc cref="RawActivity.Place"/>
    public string? Place { get; private init; }

    /// <inheritdoc cref="RawActivity.Plan"/>
    public string? Plan { get; private init; }

    /// <inheritdoc cref="RawActivity.Board"/>
    public string? Board { get; private init; }

    /// <summary>By which road it happened; null where nobody said.</summary>
    public Channel? Via { get; private init; }

    /// <inheritdoc cref="RawActivity.OverrideReason"/>
    public string? OverrideReason { get; private init; }

    /// <summary>What tells it from another of the same id.</summary>
    public byte[] Hash { get; private init; } = [];

    /// <summary>Checks an activity.</summary>
    /// <param name="raw">The fields as they came.</param>
    /// <param name="region">The organisation's region, by which local numbers are read.</param>
    /// <param name="now">The moment of arrival.</param>
    /// <returns>The activity; or <see cref="InvalidInput"/> with every field that is wrong.</returns>
    public static Outcome<Activity> Read(RawActivity raw, string region, DateTimeOffset now)
    {
        var faults = new Dictionary<string, string>();
        if (raw.Kind is null || !ActivityNames.Kinds.TryGetValue(raw.Kind, out var kind))
        {
            return new InvalidInput("kind", $"The kind is one of {string.Join(", ", ActivityNames.Kinds.Keys.Order(StringComparer.Ordinal))}.");
        }

        var (at, clock) = Moment(raw.At, now);
        var activity = new Activity
        {
            Id = Text("id", "The id", raw.Id, LongestId) ?? "",
            Kind = kind,
            Earned = Earning(),
            Customer = Party.Read(raw.Customer, region, "", faults),
            To = kind == ActivityKind.Transfer ? Party.Read(raw.To, region, "to.", faults) : null,
            At = at,
            Clock = clock,
            ClaimedAt = clock == ActivityClock.Believed ? null : raw.At is { } named ? Kernel.Clock.Whole(named) : null,
            Amount = Amounts(),
            Points = raw.Points,
            Coupon = Text("coupon", "The coupon", raw.Coupon, CustomerDetails.LongestField),
            Place = Text("place", "The place", raw.Place, CustomerDetails.LongestField),
            Plan = Text("plan", "The plan", raw.Plan, CustomerDetails.LongestField),
            Board = Text("board", "The board", raw.Board, CustomerDetails.LongestField),
            Via = Road(),
            OverrideReason = Text("override.reason", "The reason", raw.OverrideReason, 300),
            Hash = raw.ContentHash(),
        };
        if (activity.Id.Length == 0 && !faults.ContainsKey("id"))
        {
            faults["id"] = "Give each activity an id of your own, by which it is known when it is sent again.";
        }

        Check(activity);
        return faults.Count > 0 ? new InvalidInput(faults) : activity;

        void Check(Activity read)
        {
            var needsPoints = kind is ActivityKind.Earning or ActivityKind.PointsRedemption or ActivityKind.Transfer;
            if (needsPoints && read.Points is null or < 1)
            {
                faults["points"] = "Say how many points: a whole number from 1.";
            }
            else if (read.Points is { } points && Math.Abs(points) > MostPoints)
            {
                faults["points"] = "That is more points than one activity can have: 1,000,000,000 at most.";
            }

            if (kind == ActivityKind.CouponRedemption && read.Coupon is null && !faults.ContainsKey("coupon"))
            {
                faults["coupon"] = "Say which coupon.";
            }

            CheckName("plan", read.Plan, ActivityKind.PlanTaken, "Say which plan was taken.", "Only a plan taken has a plan.");
            CheckName("board", read.Board, ActivityKind.AddedToBoard, "Say which board.", "Only who is added to a board has a board.");
            if (kind != ActivityKind.Transfer && !raw.To.IsNobody)
            {
                faults["to"] = "Only a transfer has somebody on the other side.";
            }

            if (kind != ActivityKind.Booking && read.OverrideReason is not null)
            {
                faults["override"] = "Only a booking can go ahead in spite of the block list.";
            }

            if (read.Amount is { TenThousandths: < 0 } && kind is not (ActivityKind.Transaction or ActivityKind.Invoice))
            {
                faults["amount"] = "Only a transaction or an invoice can have a negative amount, for what is given back.";
            }
        }

        void CheckName(string field, string? name, ActivityKind of, string missing, string alien)
        {
            if ((kind == of) == name is null)
            {
                faults.TryAdd(field, kind == of ? missing : alien);
            }
        }

        EarningKind? Earning()
        {
            if (kind != ActivityKind.Earning)
            {
                if (raw.Earning is not null)
                {
                    faults["earning"] = "Only an earning says by what points were earned.";
                }

                return null;
            }

            if (raw.Earning is not null && ActivityNames.Earnings.TryGetValue(raw.Earning, out var earned))
            {
                return earned;
            }

            faults["earning"] = $"Say by what the points were earned: one of {string.Join(", ", ActivityNames.Earnings.Keys.Order(StringComparer.Ordinal))}.";
            return null;
        }

        Money? Amounts()
        {
            if (raw.Amount is null && raw.Currency is null)
            {
                return null;
            }

            if (raw.Currency is null || !Money.IsCurrency(raw.Currency))
            {
                faults["currency"] = "The currency is a code of ISO 4217 in capitals, such as MYR.";
                return null;
            }

            if (raw.Amount is not null && Money.Read(raw.Amount, raw.Currency) is { } money)
            {
                return money;
            }

            faults["amount"] = "The amount is text with a decimal number, such as 42.10: twelve digits before the point at most and four after it.";
            return null;
        }

        Channel? Road()
        {
            if (raw.Channel is null)
            {
                return null;
            }

            if (Channels.TryGetValue(raw.Channel, out var channel))
            {
                return channel;
            }

            faults["channel"] = $"The channel is one of {string.Join(", ", Channels.Keys)}.";
            return null;
        }

        string? Text(string field, string what, string? text, int longest)
        {
            var (read, complaint) = PlainText.Read(text, what, longest);
            if (complaint is not null)
            {
                faults[field] = complaint;
            }

            return read.Length == 0 ? null : read;
        }
    }

    /// <summary>The facts of the activity's event, for one side of it.</summary>
    /// <param name="verdict">What was decided.</param>
    /// <param name="received">Whether it is the event of whoever receives a transfer.</param>
    public EventData Facts(ActivityVerdict verdict, bool received = false)
    {
        var facts = new EventData { [EventData.Activity] = Id };
        Set(EventData.Amount, Amount?.Text);
        Set(EventData.Currency, Amount?.Currency);
        Set(EventData.Place, Place);
        Set(EventData.Coupon, Coupon);
        Set(EventData.Plan, Plan);
        Set(EventData.Board, Board);
        Set(EventData.Via, Via?.ToString());
        Set(EventData.Earned, received ? ActivityNames.Of(EarningKind.Transfer) : Earned is { } earned ? ActivityNames.Of(earned) : null);
        Set(EventData.ClaimedAt, ClaimedAt?.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture));
        Set(verdict.IsWorthPoints(Kind) ? EventData.Points : EventData.Withheld, Points is { } points and not 0 ? points.ToString(CultureInfo.InvariantCulture) : null);
        Set(EventData.Override, verdict.Overridden ? "block-list" : null);
        if (verdict.Effect != Restrictions.Effect.Allow)
        {
            facts[EventData.Effect] = verdict.Effect.ToString();
            facts[EventData.Layer] = verdict.Layer.ToString();
        }

        if (Kind == ActivityKind.Transfer)
        {
            facts[EventData.Direction] = received ? EventData.Received : EventData.Sent;
        }

        return facts;

        void Set(string name, string? value)
        {
            if (value is not null)
            {
                facts[name] = value;
            }
        }
    }

    private static (DateTimeOffset At, ActivityClock Clock) Moment(DateTimeOffset? named, DateTimeOffset now) => named switch
    {
        null => (now, ActivityClock.Believed),
        { } at when at > now + Forgiven => (now, ActivityClock.Ahead),
        { } at when at < Earliest => (now, ActivityClock.Behind),
        { } at when at > now => (now, ActivityClock.Believed),
        { } at => (Kernel.Clock.Whole(at), ActivityClock.Believed),
    };
}
