using MemberCare.Core.Domain.Approvals;
using MemberCare.Core.Domain.Customers;
using MemberCare.Core.Domain.Jobs;
using MemberCare.Core.Kernel;
using MemberCare.Core.Store;
using MemberCare.Core.Store.Sqlite;

namespace MemberCare.Core.Operations.Bulk;

/// <summary>
/// Says what a move would come to for many customers without making it. What the rules look at is the label carried, which few differ in, so each label is judged
/// once and the customers are counted: a hundred thousand of them take as long as their look-ups.
/// </summary>
internal sealed class BulkJudge(ReadScope scope, TenantCatalogue catalogue, Actor actor)
{
    // By the primary key; asked for every customer of a preview.
    private const string SelectLabel = "SELECT label_id FROM customers WHERE tenant_id = @tenant AND id = @id";

    private readonly Dictionary<(LabelId From, LabelChoice To), Refusal?> _judged = [];
    private readonly Dictionary<(string Code, string Why), int> _refused = [];
    private int _total, _changes, _needing;

    /// <summary>What was found so far.</summary>
    public BulkPreview Preview => new(
        _total, _changes, [.. _refused.Select(pair => new BulkRefusal(pair.Key.Code, pair.Key.Why, pair.Value)).OrderByDescending(refusal => refusal.Count)])
    {
        NeedApproval = Policy.IsOn && _total >= Policy.BulkFrom ? _changes : _needing,
    };

    private ApprovalPolicy Policy => catalogue.Tenant.Approvals;

    /// <summary>Judges the move of many to one label.</summary>
    public void Add(IReadOnlyList<CustomerId> customers, LabelChoice to, string? code, string? note)
    {
        using var snapshot = scope.Connection.Snapshot();
        foreach (var customer in customers)
        {
            Add(LabelOf(customer), to, code, note);
        }
    }

    /// <summary>Judges the way back of those whom a job has changed.</summary>
    public void AddUndo(Guid job, string? code, string? note)
    {
        CustomerId? after = null;
        List<JobResult> results;
        do
        {
            results = JobRows.Results(scope.Connection, scope.Tenant, job, after, JobRows.PerPart);
            using var snapshot = scope.Connection.Snapshot();
            foreach (var result in results)
            {
                after = result.Customer;
                if (result is { Sequence: { } sequence, From: { } from })
                {
                    var isChanged = CustomerRows.HasMovedSince(scope.Connection, scope.Tenant, result.Customer, sequence);
                    if (isChanged)
                    {
                        _total++;
                        Refuse(new ChangedSince());
                    }
                    else
                    {
                        Add(LabelOf(result.Customer), LabelChoice.Of(from), code, note);
                    }
                }
            }
        }
        while (results.Count == JobRows.PerPart);
    }

    private void Add(LabelId? from, LabelChoice to, string? code, string? note)
    {
        _total++;
        if (from is not { } carried || catalogue.Label(carried) is not { } label)
        {
            Refuse(new NotFound("customer"));
            return;
        }

        if (!_judged.TryGetValue((carried, to), out var refusal))
        {
            var anybody = new Customer { LabelId = carried, Status = label.Status };
            refusal = ChangeStatus.Judge(catalogue, anybody, new StatusMove(default, to, code, note, null), actor).Refusal;
            _judged.Add((carried, to), refusal);
        }

        if (refusal is null)
        {
            _changes++;
            _needing += Policy.IsOn && to.In(catalogue) is { } wanted && Policy.Needs(label.Status, wanted.Status) ? 1 : 0;
        }
        else
        {
            Refuse(refusal);
        }
    }

    private void Refuse(Refusal refusal)
    {
        var key = (refusal.Code, refusal.Sentence);
        _refused[key] = _refused.GetValueOrDefault(key) + 1;
    }

    private LabelId? LabelOf(CustomerId customer)
    {
        var labels = scope.Connection.LookUp(SelectLabel);
        labels.Bind(1, scope.Tenant.Value);
        labels.Bind(2, customer);
        LabelId? label = labels.Next() ? new LabelId((int)labels.Number(0)) : null;
        labels.End();
        return label;
    }
}
