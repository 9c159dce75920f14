using MemberCare.Core.Domain.Events;
using MemberCare.Core.Domain.Webhooks;
using MemberCare.Core.Kernel;
using MemberCare.Core.Operations;
using MemberCare.Core.Queries;
using MemberCare.Tests.Store;

namespace MemberCare.Tests.Operations;

public sealed class ManageWebhooksTests : IAsyncLifetime
{
    private TestStore _store = null!;

    private ManageWebhooks Manage => _store.Get<ManageWebhooks>();

    private Actor Administrator => _store.Actor(Role.Administrator);

    public async Task InitializeAsync() => _store = await TestStore.OpenAsync();

    public async Task DisposeAsync() => await _store.DisposeAsync();

    [Fact]
    public async Task A_webhook_is_read_back_as_it_was_filled_in_and_its_secret_never()
    {
        var id = await MakeAsync(" Till  7 ", "https://till.example.com/hook", EventKind.LabelChanged, EventKind.StatusChanged, EventKind.StatusChanged);

        var view = One(id);
        Assert.Equal(("Till  7", "https://till.example.com/hook", WebhookState.Active, 1), (view.Name, view.Address, view.State, view.Version));
        Assert.Equal([EventKind.StatusChanged, EventKind.LabelChanged], view.Kinds);
        Assert.DoesNotContain(typeof(WebhookView).GetProperties(), property => property.PropertyType == typeof(byte[]));
    }

    [Fact]
    public async Task Every_kind_ticked_means_all_those_of_later_releases_too()
    {
        var id = await MakeAsync("till", "https://till.example.com", [.. WebhookSubscription.Tellable]);

        Assert.Empty(One(id).Kinds);
    }

    [Fact]
    public async Task What_is_wrong_is_said_by_field_and_all_at_once()
    {
        var refusal = Assert.IsType<InvalidInput>((await Manage.CreateAsync(
            new WebhookDraft { Name = new string('x', 41), Address = "http://10.0.0.1/", Kinds = [EventKind.ContactRevealed] }, [1], Administrator)).Refusal);

        Assert.Equal(["address", "kinds", "name"], refusal.Fields.Keys.Order());
        Assert.IsType<InvalidInput>((await Manage.CreateAsync(new WebhookDraft { Name = "\u200B", Address = "https://till.example.com" }, [1], Administrator)).Refusal);
    }

    [Fact]
    public async Task Names_are_unique_without_case_and_free_again_once_their_webhook_has_ended()
    {
        var id = await MakeAsync("Till", "https://till.example.com");

        var twice = await Manage.CreateAsync(new WebhookDraft { Name = "TILL", Address = "https://other.example.com" }, [1], Administrator);
        Assert.Equal("There is already a webhook “Till”. Choose another name, or edit that one.", twice.Refusal!.Sentence);
        Assert.Null((await Manage.EndAsync(id, Administrator)).Refusal);
        await MakeAsync("till", "https://till.example.com");
        Assert.Equal([WebhookState.Active, WebhookState.Ended], _store.Get<ReadWebhooks>().Run(Administrator).Value.Select(one => one.State));
    }

    [Fact]
    public async Task An_edit_over_a_colleagues_is_refused_and_an_ended_webhook_stays_as_it_is()
    {
        var id = await MakeAsync("till", "https://till.example.com");
        var draft = One(id).ToDraft();
        Assert.Null((await Manage.EditAsync(id, draft with { Name = "till 7" }, Administrator)).Refusal);

        Assert.IsType<WebhookChangedMeanwhile>((await Manage.EditAsync(id, draft with { Name = "till 8" }, Administrator)).Refusal);
        Assert.Equal(("till 7", 2), (One(id).Name, One(id).Version));

        await Manage.EndAsync(id, Administrator);
        Assert.IsType<WebhookEnded>((await Manage.EditAsync(id, One(id).ToDraft(), Administrator)).Refusal);
        Assert.IsType<WebhookEnded>((await Manage.PauseAsync(id, Administrator)).Refusal);
        Assert.IsType<WebhookEnded>((await Manage.RotateAsync(id, [2], Administrator)).Refusal);
        Assert.IsType<WebhookEnded>(_store.Get<ReadWebhooks>().Target(id, Administrator).Refusal);
        Assert.Null((await Manage.EndAsync(id, Administrator)).Refusal);
    }

    [Fact]
    public async Task No_more_than_twenty_are_told_at_once()
    {
        for (var i = 0; i < WebhookSubscription.MostOfOneTenant; i++)
        {
            await MakeAsync($"till {i}", "https://till.example.com");
        }

        var surplus = await Manage.CreateAsync(new WebhookDraft { Name = "one more", Address = "https://till.example.com" }, [1], Administrator);
        Assert.IsType<TooManyWebhooks>(surplus.Refusal);
    }

    [Theory]
    [InlineData(Role.Viewer)]
    [InlineData(Role.Agent)]
    [InlineData(Role.Supervisor)]
    [InlineData(Role.Approver)]
    public async Task Administrators_alone_manage_webhooks(Role role)
    {
        var id = await MakeAsync("till", "https://till.example.com");
        var (actor, read) = (_store.Actor(role), _store.Get<ReadWebhooks>());

        Assert.IsType<NotPermitted>((await Manage.CreateAsync(new WebhookDraft { Name = "x", Address = "https://x.example.com" }, [1], actor)).Refusal);
        Assert.IsType<NotPermitted>((await Manage.EditAsync(id, new WebhookDraft(), actor)).Refusal);
        Assert.IsType<NotPermitted>((await Manage.RotateAsync(id, [1], actor)).Refusal);
        Assert.IsType<NotPermitted>((await Manage.PauseAsync(id, actor)).Refusal);
        Assert.IsType<NotPermitted>((await Manage.ResumeAsync(id, actor)).Refusal);
        Assert.IsType<NotPermitted>((await Manage.EndAsync(id, actor)).Refusal);
        Assert.IsType<NotPermitted>((await Manage.RedeliverAsync(id, 1, actor)).Refusal);
        Assert.IsType<NotPermitted>(read.Run(actor).Refusal);
        Assert.IsType<NotPermitted>(read.One(id, actor).Refusal);
        Assert.IsType<NotPermitted>(read.Target(id, actor).Refusal);
        Assert.IsType<NotPermitted>(read.Deliveries(id, actor).Refusal);
    }

    [Fact]
    public async Task Another_organisations_webhook_does_not_exist()
    {
        var id = await MakeAsync("till", "https://till.example.com");
        var (stranger, read) = (_store.Actor(Role.Administrator, _store.OtherTenant), _store.Get<ReadWebhooks>());

        Assert.IsType<NotFound>((await Manage.EditAsync(id, One(id).ToDraft(), stranger)).Refusal);
        Assert.IsType<NotFound>((await Manage.RotateAsync(id, [1], stranger)).Refusal);
        Assert.IsType<NotFound>((await Manage.PauseAsync(id, stranger)).Refusal);
        Assert.IsType<NotFound>((await Manage.EndAsync(id, stranger)).Refusal);
        Assert.IsType<NotFound>((await Manage.RedeliverAsync(id, 1, stranger)).Refusal);
        Assert.IsType<NotFound>(read.One(id, stranger).Refusal);
        Assert.IsType<NotFound>(read.Target(id, stranger).Refusal);
        Assert.Equal(WebhookState.Active, One(id).State);
    }

    private WebhookView One(WebhookId id) => _store.Get<ReadWebhooks>().One(id, Administrator).Value;

    private async Task<WebhookId> MakeAsync(string name, string address, params EventKind[] kinds) =>
        (await Manage.CreateAsync(new WebhookDraft { Name = name, Address = address, Kinds = kinds }, [1], Administrator)).Value;
}
