using Forum.Reactive.Tests.World.Logs;

namespace Forum.Reactive.Tests.AnyLog;

public sealed class WireInMemory() : Server.Wire(LogKind.Memory);

public sealed class WireOnALogThatDelays() : Server.Wire(LogKind.Delaying);

public sealed class WireOnALogThatAnswersInBursts() : Server.Wire(LogKind.Bursting);

public sealed class WireOnALogThatStalls() : Server.Wire(LogKind.Stalling);

public sealed class WireOnALogThatRefuses() : Server.Wire(LogKind.Refusing);

public sealed class WireOnALogThatReplays() : Server.Wire(LogKind.Replaying);

public sealed class DeparturesInMemory() : Server.Departures(LogKind.Memory);

public sealed class DeparturesOnALogThatDelays() : Server.Departures(LogKind.Delaying);

public sealed class DeparturesOnALogThatAnswersInBursts() : Server.Departures(LogKind.Bursting);

public sealed class DeparturesOnALogThatStalls() : Server.Departures(LogKind.Stalling);

public sealed class DeparturesOnALogThatRefuses() : Server.Departures(LogKind.Refusing);

public sealed class DeparturesOnALogThatReplays() : Server.Departures(LogKind.Replaying);

public sealed class LiveFeedTestsInMemory() : Server.LiveFeedTests(LogKind.Memory);

public sealed class LiveFeedTestsOnALogThatDelays() : Server.LiveFeedTests(LogKind.Delaying);

public sealed class LiveFeedTestsOnALogThatAnswersInBursts() : Server.LiveFeedTests(LogKind.Bursting);

public sealed class LiveFeedTestsOnALogThatStalls() : Server.LiveFeedTests(LogKind.Stalling);

public sealed class LiveFeedTestsOnALogThatRefuses() : Server.LiveFeedTests(LogKind.Refusing);

public sealed class LiveFeedTestsOnALogThatReplays() : Server.LiveFeedTests(LogKind.Replaying);

public sealed class StoppingInMemory() : Server.Stopping(LogKind.Memory);

public sealed class StoppingOnALogThatDelays() : Server.Stopping(LogKind.Delaying);

public sealed class StoppingOnALogThatAnswersInBursts() : Server.Stopping(LogKind.Bursting);

public sealed class StoppingOnALogThatStalls() : Server.Stopping(LogKind.Stalling);

public sealed class StoppingOnALogThatRefuses() : Server.Stopping(LogKind.Refusing);

public sealed class StoppingOnALogThatReplays() : Server.Stopping(LogKind.Replaying);

public sealed class ConsecutiveFailuresInMemory() : Access.ConsecutiveFailures(LogKind.Memory);

public sealed class ConsecutiveFailuresOnALogThatDelays() : Access.ConsecutiveFailures(LogKind.Delaying);

public sealed class ConsecutiveFailuresOnALogThatAnswersInBursts() : Access.ConsecutiveFailures(LogKind.Bursting);

public sealed class ConsecutiveFailuresOnALogThatStalls() : Access.ConsecutiveFailures(LogKind.Stalling);

public sealed class ConsecutiveFailuresOnALogThatRefuses() : Access.ConsecutiveFailures(LogKind.Refusing);

public sealed class ConsecutiveFailuresOnALogThatReplays() : Access.ConsecutiveFailures(LogKind.Replaying);

public sealed class FailuresOfAnAddressInMemory() : Access.FailuresOfAnAddress(LogKind.Memory);

public sealed class FailuresOfAnAddressOnALogThatDelays() : Access.FailuresOfAnAddress(LogKind.Delaying);

public sealed class FailuresOfAnAddressOnALogThatAnswersInBursts() : Access.FailuresOfAnAddress(LogKind.Bursting);

public sealed class FailuresOfAnAddressOnALogThatStalls() : Access.FailuresOfAnAddress(LogKind.Stalling);

public sealed class FailuresOfAnAddressOnALogThatRefuses() : Access.FailuresOfAnAddress(LogKind.Refusing);

public sealed class FailuresOfAnAddressOnALogThatReplays() : Access.FailuresOfAnAddress(LogKind.Replaying);

public sealed class OffersInMemory() : Server.Offers(LogKind.Memory);

public sealed class OffersOnALogThatDelays() : Server.Offers(LogKind.Delaying);

public sealed class OffersOnALogThatAnswersInBursts() : Server.Offers(LogKind.Bursting);

public sealed class OffersOnALogThatStalls() : Server.Offers(LogKind.Stalling);

public sealed class OffersOnALogThatRefuses() : Server.Offers(LogKind.Refusing);

public sealed class OffersOnALogThatReplays() : Server.Offers(LogKind.Replaying);

public sealed class ActivityTestsInMemory() : Server.ActivityTests(LogKind.Memory);

public sealed class ActivityTestsOnALogThatDelays() : Server.ActivityTests(LogKind.Delaying);

public sealed class ActivityTestsOnALogThatAnswersInBursts() : Server.ActivityTests(LogKind.Bursting);

public sealed class ActivityTestsOnALogThatStalls() : Server.ActivityTests(LogKind.Stalling);

public sealed class ActivityTestsOnALogThatRefuses() : Server.ActivityTests(LogKind.Refusing);

public sealed class ActivityTestsOnALogThatReplays() : Server.ActivityTests(LogKind.Replaying);
