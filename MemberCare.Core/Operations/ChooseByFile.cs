using MemberCare.Core.Domain.Customers;
using MemberCare.Core.Domain.Jobs;
using MemberCare.Core.Kernel;
using MemberCare.Core.Operations.Bulk;
using MemberCare.Core.Store;
using MemberCare.Core.Store.Sqlite;

namespace MemberCare.Core.Operations;

/// <summary>Whom a file means.</summary>
/// <param name="Customers">Those found, each once, in no order that matters.</param>
/// <param name="Lines">How many lines came, the header and blank ones not counted. Each is found, rejected or a repetition.</param>
/// <param name="Repeated">How many lines mean somebody whom an earlier one meant.</param>
/// <param name="Rejected">How many lines mean nobody, or not one customer alone.</param>
/// <param name="Faults">The first of these.</param>
public sealed record ChosenByFile(IReadOnlyList<CustomerId> Customers, int Lines, int Repeated, int Rejected, IReadOnlyList<RejectedLine> Faults);

/// <summary>
/// Reads a CSV file of identifiers and finds whom each line means: by the customer's id, external id, card number, mobile number or e-mail address. A line that means
/// nobody of the organisation, or several, is left out and told. Nothing is changed by it: it is the dry run of a bulk change from a file.
/// </summary>
public sealed class ChooseByFile(Gate gate, SqliteDatabase database, Catalogues catalogues)
{
    /// <summary>The most faults that are told one by one.</summary>
    public const int MostFaults = 1_000;

    private const int PerRead = 1_000;

    /// <summary>Reads the file to its end.</summary>
    /// <param name="content">CSV in UTF-8, whose first line names the columns, in any order: id, external_id, card_number, mobile, email; one of them is enough.</param>
    /// <param name="actor">Who asks.</param>
    /// <returns>Whom it means; or <see cref="NotPermitted"/>, <see cref="InvalidInput"/> for a file of which nothing can be made, <see cref="TooManyChosen"/>.</returns>
    public Outcome<ChosenByFile> Run(Stream content, Actor actor)
    {
        if (gate.Check(actor, Permissions.ViewCustomers | Permissions.ChangeMany, nameof(ChooseByFile)) is { } forbidden)
        {
            return forbidden;
        }

        if (!IdentifierFile.Open(content).TryGet(out var file, out var unreadable))
        {
            return unreadable;
        }

        var (chosen, faults) = (new HashSet<CustomerId>(), new List<RejectedLine>());
        var (lines, repeated, rejected) = (0, 0, 0);
        for (var more = true; more;)
        {
            // By stretches, so that no reader is held for as long as a file takes.
            using var scope = database.Read(actor.Tenant);
            var region = catalogues.Of(scope).Tenant.Region;
            for (var read = 0; read < PerRead && more; read++)
            {
                more = file.Next();
                if (!more)
                {
                    break;
                }

                lines++;
                if (!Find(scope, region, file).TryGet(out var customer, out var refusal))
                {
                    rejected++;
                    if (faults.Count < MostFaults)
                    {
                        faults.Add(new RejectedLine(file.Line, file.Field, refusal.Sentence));
                    }
                }
                else if (!chosen.Add(customer))
                {
                    repeated++;
                }
                else if (chosen.Count > Job.MostCustomers)
                {
                    return new TooManyChosen();
                }
            }
        }

        return new ChosenByFile([.. chosen], lines, repeated, rejected, faults);
    }

    // By the first column of the line that says something; another one that says something else is not asked.
    private static Outcome<CustomerId> Find(ReadScope scope, string region, IdentifierFile file)
    {
        if (file.Fault is { } fault)
        {
            return new InvalidInput(file.Field, fault);
        }

        if (file.Kind is not { } kind)
        {
            return CustomerId.TryParse(file.Value.ToLowerInvariant(), out var id) && Standings.Of(scope.Connection, scope.Tenant, id) is not null ? id : Nobody(file);
        }

        if (IdentifierKeys.Read(kind, file.Value, region) is not { } key)
        {
            return new InvalidInput(file.Field, "This cannot be read. Look for a mistyped sign.");
        }

        var holders = Standings.Holders(scope.Connection, scope.Tenant, kind, key);
        return holders.Count switch
        {
            0 => Nobody(file),
            1 => holders[0],
            _ => new InvalidInput(file.Field, $"{holders.Count} customers have this. Name the one meant by the customer’s id."),
        };
    }

    private static InvalidInput Nobody(IdentifierFile file) => new(file.Field, "Nobody of this organisation has this.");
}
