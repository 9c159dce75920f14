namespace MemberCare.Core.Domain.AutomaticRules;

/// <summary>What makes a rule look at a customer. The numbers are what the store keeps: never reuse one.</summary>
public enum RuleTrigger
{
    /// <summary>Somebody became a customer [N4].</summary>
    Registered = 1,

    /// <summary>A customer took a plan, or changed to another one [N4].</summary>
    PlanTaken = 2,

    /// <summary>A customer was added to a board of the CRM [N4].</summary>
    AddedToBoard = 3,

    /// <summary>A purchase was taken in.</summary>
    Transaction = 4,

    /// <summary>A customer has done nothing for a number of days [C8].</summary>
    Inactive = 5,

    /// <summary>Sign-in was locked after failed tries.</summary>
    LoginLocked = 6,
}

/// <summary>What ends the change that a rule made. The numbers are what the store keeps.</summary>
public enum RuleLift
{
    /// <summary>A person, at any time, as for every rule [N5].</summary>
    ByHand = 0,

    /// <summary>The clock, so many hours later.</summary>
    After = 1,

    /// <summary>The clock, at a moment that the rule names.</summary>
    At = 2,

    /// <summary>That what the rule looks for is no longer so.</summary>
    WhenEnded = 3,
}

/// <summary>Whether a rule works. The numbers are what the store keeps.</summary>
public enum RuleState
{
    /// <summary>It touches nobody.</summary>
    Off = 0,

    /// <summary>It works.</summary>
    On = 1,

    /// <summary>It stopped by itself and asks a person.</summary>
    Stopped = 2,

    /// <summary>It is out of use for good; the histories keep its name.</summary>
    Retired = 3,
}

/// <summary>Why a rule stopped by itself. The numbers are what the store keeps.</summary>
public enum RuleStop
{
    /// <summary>It did not.</summary>
    None = 0,

    /// <summary>It would have touched more customers a day than it may.</summary>
    Limit = 1,

    /// <summary>It and another rule would have undone each other.</summary>
    Feeding = 2,

    /// <summary>Its change is no longer possible: the label was retired, or its reason is not on offer any more.</summary>
    Broken = 3,
}

/// <summary>What came of a rule's look at a customer. The numbers are what the store keeps.</summary>
public enum TouchOutcome
{
    /// <summary>The label was changed.</summary>
    Changed = 1,

    /// <summary>A request was made, which a second person decides.</summary>
    Requested = 2,

    /// <summary>The change was refused for this customer.</summary>
    Refused = 3,

    /// <summary>Left alone, since another rule had just moved the customer away from there.</summary>
    Fed = 4,

    /// <summary>Waits for a person to let a stopped rule go on.</summary>
    Waiting = 5,

    /// <summary>Waited, and no longer fitted when it was looked at again.</summary>
    Passed = 6,
}

/// <summary>By what the change of a rule ends. The numbers are what the store keeps.</summary>
public enum TouchEnd
{
    /// <summary>By a person alone.</summary>
    ByHand = 0,

    /// <summary>By the clock, as every temporary change: a planned change takes it back.</summary>
    AtMoment = 1,

    /// <summary>By the customer's doing something again.</summary>
    OnActivity = 2,

    /// <summary>By the end of the lock of sign-in.</summary>
    OnUnlock = 3,
}

/// <summary>How far the lift of a rule's change has come. The numbers are what the store keeps.</summary>
public enum LiftState
{
    /// <summary>The rule has nothing to take back: a person does, or the clock.</summary>
    None = 0,

    /// <summary>It is to come.</summary>
    Open = 1,

    /// <summary>The rule took its change back.</summary>
    Lifted = 2,

    /// <summary>Somebody else changed the customer since: there is nothing to take back.</summary>
    Superseded = 3,

    /// <summary>It could not be taken back; a person has to look.</summary>
    Failed = 4,
}
