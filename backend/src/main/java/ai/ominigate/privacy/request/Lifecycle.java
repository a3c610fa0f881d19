package ai.ominigate.privacy.request;

import ai.ominigate.model.privacy.RequestState;
import ai.ominigate.rest.Refused;
import io.micronaut.http.HttpStatus;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What can become of a request: this table, and nothing else.
 *
 * <p>Steps in capitals are commands, of somebody of the staff or of the person who asks. Those in small letters follow from
 * the legs, and cannot be commanded. What has begun to be done is not refused, withdrawn or merged any more, as a half of it
 * would be done.
 */
final class Lifecycle {
    private static final String TABLE = """
            RECEIVED                  ACKNOWLEDGE   ACKNOWLEDGED

            RECEIVED                  TRIAGE        RECEIVED
            ACKNOWLEDGED              TRIAGE        ACKNOWLEDGED
            IDENTITY_PENDING          TRIAGE        IDENTITY_PENDING

            ACKNOWLEDGED              ASK_IDENTITY  IDENTITY_PENDING
            ACKNOWLEDGED              VERIFY        VERIFIED
            IDENTITY_PENDING          ASK_IDENTITY  IDENTITY_PENDING
            IDENTITY_PENDING          VERIFY        VERIFIED
            VERIFIED                  ASK_IDENTITY  IDENTITY_PENDING
            VERIFIED                  VERIFY        VERIFIED

            VERIFIED                  TRIAGE        TRIAGED
            TRIAGED                   ASK_IDENTITY  IDENTITY_PENDING
            IN_PROGRESS               ASK_IDENTITY  IDENTITY_PENDING
            TRIAGED                   TRIAGE        TRIAGED
            TRIAGED                   START         IN_PROGRESS
            IN_PROGRESS               TRIAGE        IN_PROGRESS
            IN_PROGRESS               CLARIFY       AWAITING_SUBJECT
            AWAITING_SUBJECT          HEAR          IN_PROGRESS

            IN_PROGRESS               PREPARE       PREPARED
            PREPARED                  PREPARE       PREPARED
            PREPARED                  REVISE        IN_PROGRESS
            PREPARED                  DO_ALONE      EXECUTING
            PREPARED                  PROPOSE       AWAITING_SECOND_APPROVAL
            AWAITING_SECOND_APPROVAL  DECLINE       IN_PROGRESS
            AWAITING_SECOND_APPROVAL  APPROVE       EXECUTING

            EXECUTING                 cool_off      SCHEDULED
            SCHEDULED                 WITHDRAW      WITHDRAWN
            SCHEDULED                 resume        EXECUTING

            EXECUTING                 fail          PARTIALLY_FAILED
            READY_FOR_DELIVERY        fail          PARTIALLY_FAILED
            DELIVERED                 fail          PARTIALLY_FAILED
            PARTIALLY_FAILED          resume        EXECUTING
            EXECUTING                 fulfil        READY_FOR_DELIVERY
            READY_FOR_DELIVERY        deliver       DELIVERED
            DELIVERED                 complete      COMPLETED

            REFUSED                   REOPEN        ACKNOWLEDGED
            NO_MATCH                  REOPEN        ACKNOWLEDGED
            NO_MATCH                  HEAR          IDENTITY_PENDING
            """;

    /** Until something of it has begun to be done. */
    private static final Map<Step, RequestState> BEFORE_EXECUTION = Map.of(
            Step.REFUSE, RequestState.REFUSED,
            Step.WITHDRAW, RequestState.WITHDRAWN,
            Step.NO_MATCH, RequestState.NO_MATCH,
            Step.MERGE, RequestState.MERGED_INTO);

    private static final Set<RequestState> UNBEGUN =
            EnumSet.range(RequestState.RECEIVED, RequestState.AWAITING_SECOND_APPROVAL);

    private static final Map<RequestState, Map<Step, RequestState>> NEXT = new EnumMap<>(RequestState.class);

    static {
        TABLE.lines()
                .filter(line -> !line.isBlank())
                .map(line -> List.of(line.split(" +")))
                .forEach(line -> put(
                        RequestState.valueOf(line.get(0)),
                        Step.valueOf(line.get(1).toUpperCase(Locale.ROOT)),
                        RequestState.valueOf(line.get(2))));
        UNBEGUN.forEach(state -> BEFORE_EXECUTION.forEach((step, to) -> put(state, step, to)));
    }

    private Lifecycle() {}

    /** What can be done with a request. */
    enum Step {
        /** The person is told that we have it. */
        ACKNOWLEDGE,
        /** They are asked to show who they are. */
        ASK_IDENTITY,
        /** We are sure enough of who asks. */
        VERIFY,
        /** It gets somebody who works on it, a law and a scope. */
        TRIAGE,
        /** Whoever works on it begins. */
        START,
        /** They are asked what they mean. */
        CLARIFY,
        /** They have said so. */
        HEAR,
        /** What would be done is written down. */
        PREPARE,
        /** It is not what should be done after all. */
        REVISE,
        /** It needs no second person, and is done. */
        DO_ALONE,
        /** A second person is asked. */
        PROPOSE,
        /** They do not agree. */
        DECLINE,
        /** They agree. */
        APPROVE,
        /** It can be called off for a while before it is done. */
        COOL_OFF,
        /** It goes on: the while is over, or what failed is tried again. */
        RESUME,
        /** A leg failed. */
        FAIL,
        /** All is done that was asked for. */
        FULFIL,
        /** All is handed over. */
        DELIVER,
        /** The person was told that this was all. */
        COMPLETE,
        /** We do not do it. */
        REFUSE,
        /** They do not want it any more. */
        WITHDRAW,
        /** We have nothing of theirs. */
        NO_MATCH,
        /** Another of their requests goes on for it. */
        MERGE,
        /** What was refused is looked at again. */
        REOPEN
    }

    private static void put(RequestState from, Step step, RequestState to) {
        if (NEXT.computeIfAbsent(from, state -> new EnumMap<>(Step.class)).put(step, to) != null) {
            throw new IllegalStateException("the table has two ends of " + from + " " + step);
        }
    }

    /**
     * The state after a step.
     *
     * @throws Refused (409) if the step cannot be taken in this state, with the state and what can
     */
    static RequestState after(RequestState from, Step step) {
        RequestState to = steps(from).get(step);
        if (to == null) {
            throw new Refused(
                    HttpStatus.CONFLICT,
                    "request_state",
                    "This request is " + from + ", in which it cannot " + words(step) + ". " + possible(from));
        }
        return to;
    }

    /** What can become of a request in this state. */
    static Map<Step, RequestState> steps(RequestState from) {
        return Map.copyOf(NEXT.getOrDefault(from, Map.of()));
    }

    private static String possible(RequestState from) {
        List<String> steps = NEXT.getOrDefault(from, Map.of()).keySet().stream()
                .map(Lifecycle::words)
                .toList();
        return steps.isEmpty() ? "It is over." : "What it can: " + String.join(", ", steps) + ".";
    }

    private static String words(Step step) {
        return step.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
