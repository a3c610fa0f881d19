package ai.ominigate.gateway.relay;

import ai.ominigate.abuse.LoggedHeaders;
import ai.ominigate.abuse.OperationalLog;
import ai.ominigate.abuse.decision.Enforcement;
import ai.ominigate.abuse.decision.LiveNodes;
import ai.ominigate.abuse.signal.Observations;
import ai.ominigate.abuse.signal.RefusalKind;
import ai.ominigate.accounts.ApiKey;
import ai.ominigate.accounts.KeyDirectory;
import ai.ominigate.accounts.SafetyIdentifiers;
import ai.ominigate.billing.Holds;
import ai.ominigate.catalog.Catalogue;
import ai.ominigate.catalog.TokenCounts;
import ai.ominigate.gateway.limit.Limits;
import ai.ominigate.gateway.limit.Throttles;
import ai.ominigate.gateway.observe.CallObserver;
import ai.ominigate.gateway.observe.CallReport;
import ai.ominigate.gateway.observe.CallTrace;
import ai.ominigate.gateway.route.Router;
import ai.ominigate.gateway.wire.ContentRefusal;
import ai.ominigate.gateway.wire.Format;
import ai.ominigate.metering.Journal;
import ai.ominigate.platform.ClientAddress;
import ai.ominigate.platform.Ready;
import io.micronaut.context.annotation.Context;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import java.time.InstantSource;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What every exchange works with. Nothing in here blocks an event loop. */
@Context // made at the start, so that what is missing stops the start and not the first call
final class Relay {
    private static final Logger LOG = LoggerFactory.getLogger(Relay.class);
    private static final String PREFIX = "/v1/";
    private static final int FRAMES_LOGGED = 12;

    final RelaySettings settings;
    final LiveNodes liveNodes;
    final SafetyIdentifiers safetyIdentifiers;
    final KeyDirectory keys;
    final Catalogue catalogue;
    final Enforcement enforcement;
    final Limits limits;
    final Throttles throttles;
    final Holds holds;
    final Journal journal;
    final Router router;
    final OperationalLog operationalLog;
    final Observations observations;
    final ClientAddress clientAddress;
    final CallObserver observer;
    final InstantSource clock;
    final Loops loops;
    final Shutdown shutdown;
    final Ready ready;
    final OutputHabits habits;
    final Door door;
    final BodyMemory bodyMemory;

    @SuppressWarnings("TooManyParameters") // the collaborators of a call, each used by one step of it
    Relay(
            RelaySettings settings,
            LiveNodes liveNodes,
            SafetyIdentifiers safetyIdentifiers,
            KeyDirectory keys,
            Catalogue catalogue,
            Enforcement enforcement,
            Limits limits,
            Throttles throttles,
            Holds holds,
            Journal journal,
            Router router,
            OperationalLog operationalLog,
            Observations observations,
            ClientAddress clientAddress,
            CallObserver observer,
            InstantSource clock,
            Loops loops,
            Shutdown shutdown,
            Ready ready) {
        this.settings = settings;
        this.liveNodes = liveNodes;
        this.safetyIdentifiers = safetyIdentifiers;
        this.keys = keys;
        this.catalogue = catalogue;
        this.enforcement = enforcement;
        this.limits = limits;
        this.throttles = throttles;
        this.holds = holds;
        this.journal = journal;
        this.router = router;
        this.operationalLog = operationalLog;
        this.observations = observations;
        this.clientAddress = clientAddress;
        this.observer = observer;
        this.clock = clock;
        this.loops = loops;
        this.shutdown = shutdown;
        this.ready = ready;
        this.habits = new OutputHabits();
        this.door = new Door(this);
        this.bodyMemory = BodyMemory.of(settings);
    }

    /** Whether a request is the relay's: every model call, and whatever else is posted below {@code /v1/}. */
    static boolean takes(HttpRequest request) {
        String uri = request.uri();
        if (!uri.startsWith(PREFIX) && !uri.contains("://")) {
            return false;
        }
        String path = path(uri);
        return path.startsWith(PREFIX) && (HttpMethod.POST.equals(request.method()) || Format.ofPath(path) != null);
    }

    /** The path of a request target, in origin or absolute form (RFC 9112, section 3.2), without its query. */
    static String path(String target) {
        int from = 0;
        int scheme = target.indexOf("://");
        if (scheme >= 0 && !target.startsWith("/")) {
            from = scheme + "://".length();
            while (from < target.length() && target.charAt(from) != '/') {
                if (target.charAt(from) == '?' || target.charAt(from) == '#') {
                    return "/";
                }
                from++;
            }
            if (from == target.length()) {
                return "/";
            }
        }
        int query = target.indexOf('?', from);
        return target.substring(from, query < 0 ? target.length() : query);
    }

    /** A call is over: operators learn of it, and who connected from where goes to the log kept apart for days. */
    void ended(
            Arrival arrival,
            AnswerWriter out,
            CallTrace trace,
            Outcome outcome,
            @Nullable ApiKey key,
            @Nullable Served served) {
        CallReport report = report(arrival, out, outcome, served);
        observer.ended(report);
        trace.ended(report);
        Format format = arrival.format();
        operationalLog.record(new OperationalLog.Entry(
                arrival.at(),
                arrival.address(),
                arrival.method(),
                format == null ? OperationalLog.NO_ROUTE : format.path(),
                out.status(),
                key == null ? null : key.id(),
                LoggedHeaders.of(arrival.headers().iteratorCharSequence())));
        observe(arrival, outcome, key, served);
    }

    /** What rules about abuse count. */
    private void observe(Arrival arrival, Outcome outcome, @Nullable ApiKey key, @Nullable Served served) {
        long at = arrival.at().toEpochMilli();
        Refusal refusal = outcome instanceof Outcome.Refused refused ? refused.refusal() : null;
        if (key != null) {
            Bill bill = served == null ? Bill.NOTHING : served.bill();
            observations.callEnded(
                    at,
                    arrival.address(),
                    key.id(),
                    key.accountId(),
                    served == null ? null : served.wish().model().name(),
                    !key.networks().isEmpty(),
                    refusal != null && refusal.isOverOwnLimit(),
                    bill.tokens().prompt() + bill.tokens().completion(),
                    bill.costNanos(),
                    served == null ? null : kind(served.refused()));
        } else if (refusal != null && refusal.code().equals(Refusal.UNKNOWN_KEY)) {
            CharSequence secret = arrival.secret();
            if (secret != null) {
                observations.unknownKeyTried(at, arrival.address(), secret);
            }
        }
    }

    private static @Nullable RefusalKind kind(@Nullable ContentRefusal refused) {
        return switch (refused) {
            case null -> null;
            case CONTENT_FILTER -> RefusalKind.CONTENT_FILTER;
            case REFUSAL -> RefusalKind.REFUSAL;
            case MODERATION -> RefusalKind.MODERATION;
            case CYBER -> RefusalKind.CYBER;
            case BIO -> RefusalKind.BIO;
            case GENERAL_HARMS -> RefusalKind.GENERAL_HARMS;
            case FRONTIER_LLM -> RefusalKind.FRONTIER_LLM;
            case REASONING_EXTRACTION -> RefusalKind.REASONING_EXTRACTION;
        };
    }

    private static CallReport report(Arrival arrival, AnswerWriter out, Outcome outcome, @Nullable Served served) {
        return new CallReport(
                arrival.requestId(),
                arrival.at(),
                Wish.operation(arrival.format()),
                served == null ? null : served.wish().model().name(),
                served == null ? null : served.provider(),
                served == null ? null : served.upstreamModel(),
                served != null && served.wish().peek().stream(),
                out.status(),
                served == null ? null : served.end(),
                outcome instanceof Outcome.Refused refused ? refused.refusal().code() : null,
                served == null ? TokenCounts.ZERO : served.bill().tokens(),
                served == null ? 0 : served.bill().costNanos(),
                System.nanoTime() - arrival.startNanos(),
                out.firstByteAt() == 0 ? 0 : out.firstByteAt() - arrival.startNanos(),
                served == null ? 0 : served.overheadNanos(),
                served == null ? 0 : served.attempts());
    }

    /** A fault of ours that no code expected; told by where it happened, as its message may hold what was sent. */
    void surprised(RuntimeException fault) {
        StringBuilder where = new StringBuilder(fault.getClass().getName());
        Arrays.stream(fault.getStackTrace())
                .limit(FRAMES_LOGGED)
                .forEach(frame -> where.append(" < ").append(frame));
        LOG.error("A call failed: {}", where);
    }

    /** There are as many callers as there may be, and all of them are in the middle of something. */
    void connectionTurnedAway() {
        LOG.warn("A caller was turned away: there are as many connections as may be, and none is idle");
    }

    /** A caller's connection broke; nothing of its content may be told. */
    void connectionFailed(Throwable cause) {
        LOG.debug("A caller's connection failed: {}", cause.getClass().getSimpleName());
    }
}
