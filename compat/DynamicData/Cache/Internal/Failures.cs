using System.Runtime.ExceptionServices;

namespace DynamicData.Cache.Internal;

/// <summary>Gathers what observers throw, so that one that fails takes nothing from the others.</summary>
internal struct Failures
{
    private Exception? _first;
    private List<Exception>? _all;

    public void Add(Exception failure)
    {
        if (_first is null)
        {
            _first = failure;
        }
        else
        {
            (_all ??= [_first]).Add(failure);
        }
    }

    /// <summary>Throws the only failure as it was, or all of them together.</summary>
    public readonly void ThrowIfAny()
    {
        if (_all is not null)
        {
            throw new AggregateException(_all);
        }

        if (_first is not null)
        {
            ExceptionDispatchInfo.Throw(_first);
        }
    }
}
