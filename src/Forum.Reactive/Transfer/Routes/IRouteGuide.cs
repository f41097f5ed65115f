using System.Net;

namespace Forum.Reactive.Transfer.Routes;

/// <summary>Knows by which ways the other side may be reached.</summary>
internal interface IRouteGuide
{
    /// <summary>Whether the other side knows of several ways, too.</summary>
    bool IsOn { get; }

    /// <summary>The way straight to an address: always the same object for the same address, as long as it matters.</summary>
    Route RouteTo(IPEndPoint address);

    /// <summary>
    /// A genuine packet came on another way than the one that is taken.
    /// </summary>
    /// <param name="source">On which.</param>
    /// <param name="isNewest">Whether nothing newer had come.</param>
    /// <param name="bytes">Its length.</param>
    /// <returns>Whether it is seen to; if not, the channel asks there by itself.</returns>
    bool OnOther(Route source, bool isNewest, int bytes);
}
