using MemberCare.Core.Kernel;
using MemberCare.Core.Store.Sqlite;

namespace MemberCare.Core.Store;

/// <summary>A command that waits for the writer, or has run and waits for the commit.</summary>
internal abstract class WriterWork(TenantId tenant)
{
    /// <summary>The organisation it works for.</summary>
    public TenantId Tenant { get; } = tenant;

    /// <summary>Runs the command and keeps its answer; false where its traces have to be undone.</summary>
    public abstract bool Try(WriteTransaction transaction);

    /// <summary>Gives the kept answer, after the commit.</summary>
    public abstract void Answer();

    /// <summary>Answers that the commit failed.</summary>
    public abstract void Fail(Exception fault);
}

/// <summary>A command with its answer.</summary>
internal sealed class WriterWork<T>(TenantId tenant, Func<WriteTransaction, Outcome<T>> run, CancellationToken cancellation) : WriterWork(tenant)
{
    private readonly TaskCompletionSource<Outcome<T>> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Outcome<T> _outcome;
    private Exception? _fault;

    /// <summary>What its caller awaits.</summary>
    public Task<Outcome<T>> Task => _answer.Task;

    public override bool Try(WriteTransaction transaction)
    {
        try
        {
            cancellation.ThrowIfCancellationRequested();
            _outcome = run(transaction);
            return _outcome.Refusal is null;
        }
        catch (Exception fault) when (!IsOfTheStore(fault))
        {
            // A bug in one command is that caller's alone; a fault of the store concerns the whole commit.
            _fault = fault;
            return false;
        }
    }

    public override void Answer()
    {
        if (_fault is null)
        {
            _answer.SetResult(_outcome);
        }
        else if (_fault is OperationCanceledException)
        {
            _answer.TrySetCanceled(cancellation);
        }
        else
        {
            _answer.SetException(_fault);
        }
    }

    public override void Fail(Exception fault)
    {
        if (IsOfTheStore(fault))
        {
            _answer.SetResult(new StoreUnavailable(Faults.Words(fault)));
        }
        else
        {
            _answer.SetException(fault);
        }
    }

    private static bool IsOfTheStore(Exception fault) => Faults.IsOfTheStore(fault);
}
