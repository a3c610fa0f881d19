package ai.ominigate.gateway.relay;

import ai.ominigate.abuse.decision.Enforcement;
import ai.ominigate.abuse.decision.Face;
import ai.ominigate.abuse.decision.Ruling;
import ai.ominigate.accounts.ApiKey;
import ai.ominigate.accounts.KeyScope;
import ai.ominigate.catalog.Model;
import ai.ominigate.gateway.wire.Format;
import ai.ominigate.model.abuse.DecisionAction;
import io.netty.handler.codec.http.HttpMethod;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Who comes in and what they may ask for, from memory alone. */
final class Door {

    /** What became of a call at the door. */
    sealed interface Entry {

        /** It may come in with this key. */
        record Open(ApiKey key) implements Entry {}

        /** It may not; the key is known even so, where one was. */
        record Shut(Refusal refusal, @Nullable ApiKey key) implements Entry {}
    }

    /** What became of the wish for a model. */
    sealed interface Choice {

        /** This one. */
        record Chosen(Model model) implements Choice {}

        /** None. */
        record Missed(Refusal refusal) implements Choice {}
    }

    private final Relay relay;

    Door(Relay relay) {
        this.relay = relay;
    }

    /** Looks at the head of a call, before its body is read. */
    Entry enter(Arrival arrival) {
        if (arrival.problem() != null) {
            return shut(arrival.problem());
        }
        if (arrival.format() == null) {
            return shut(Refusal.unknownPath(arrival.method(), arrival.path()));
        }
        if (!HttpMethod.POST.name().equals(arrival.method())) {
            return shut(Refusal.wrongMethod(arrival.method(), arrival.path()));
        }
        CharSequence secret = arrival.secret();
        ApiKey key = keyOf(arrival);
        Refusal judged = judge(arrival, key, arrival.at().toEpochMilli());
        if (judged != null) {
            return new Entry.Shut(judged, key);
        }
        if (secret == null) {
            return shut(Refusal.noKey(arrival.keyInUrl()));
        }
        if (key == null) {
            return shut(Refusal.unknownKey());
        }
        if (key.accountSuspended()) {
            return new Entry.Shut(Refusal.accountSuspended(), key);
        }
        if (key.scope() != KeyScope.CALL) {
            return new Entry.Shut(Refusal.keyManagesOnly(), key);
        }
        if (key.expiresAt() != null && !arrival.at().isBefore(key.expiresAt())) {
            return new Entry.Shut(Refusal.expiredKey(key.expiresAt().toString()), key);
        }
        if (!key.allowsAddress(arrival.address())) {
            return new Entry.Shut(Refusal.foreignNetwork(), key);
        }
        if (arrival.contentLength() > relay.settings.maxRequest()) {
            return new Entry.Shut(Refusal.bodyTooLarge(relay.settings.maxRequest()), key);
        }
        return new Entry.Open(key);
    }

    /** The live key that a call came with; null if there is none. */
    @Nullable
    ApiKey keyOf(Arrival arrival) {
        CharSequence secret = arrival.secret();
        return secret == null ? null : relay.keys.find(secret);
    }

    /**
     * What was decided about the network, the key or its account, or null if nothing that shuts them out. The answer does
     * not tell a network whether its key is known.
     */
    @Nullable
    Refusal judge(Arrival arrival, @Nullable ApiKey key, long nowMillis) {
        Enforcement enforcement = relay.enforcement;
        Ruling block = key == null
                ? enforcement.block(Face.API, arrival.address(), nowMillis)
                : enforcement.block(arrival.address(), key.id(), key.accountId(), nowMillis);
        if (block != null) {
            block.hit(nowMillis);
            return Refusal.blocked(enforcement.sentenceForBlocked(arrival.requestId()));
        }
        Ruling suspension = key == null ? null : enforcement.suspension(key.id(), key.accountId(), nowMillis);
        if (suspension == null) {
            return null;
        }
        suspension.hit(nowMillis);
        String sentence = enforcement.sentenceForSuspended(suspension, arrival.requestId());
        return suspension.action() == DecisionAction.SUSPEND_KEY
                ? Refusal.blocked(sentence)
                : Refusal.accountSuspended(sentence);
    }

    private static Entry shut(Refusal refusal) {
        return new Entry.Shut(refusal, null);
    }

    /** Finds the model that a call asks for. */
    Choice choose(Arrival arrival, ApiKey key, String name) {
        Model model = relay.catalogue.find(name);
        if (model == null) {
            String barred = relay.catalogue.whyNobodyMayServe(name);
            if (barred != null) {
                return missed(Refusal.nobodyMayServe(barred));
            }
            String why = relay.catalogue.whyNotCallable(name);
            return missed(
                    Refusal.modelNotFound(
                            why != null
                                    ? why
                                    : "There is no model of this name here. GET /v1/models lists those that this key may call."));
        }
        if (!key.allowsModel(model.name()) && !key.allowsModel(name)) {
            return missed(Refusal.modelNotAllowed(model.name()));
        }
        Model.Task task = arrival.format() == Format.OPENAI_EMBEDDINGS ? Model.Task.EMBEDDINGS : Model.Task.CHAT;
        return model.tasks().contains(task)
                ? new Choice.Chosen(model)
                : missed(Refusal.modelNotFound("'" + model.name() + "' does not serve " + arrival.path() + "."));
    }

    private static Choice missed(Refusal refusal) {
        return new Choice.Missed(refusal);
    }

    /** Why this node takes no calls at all right now, or null if it does. */
    @Nullable
    Refusal closedForNow() {
        if (relay.shutdown.stopping() || relay.ready.problem().isPresent()) {
            return Refusal.overloaded(
                    "This node is starting or stopping. Try again in a moment.", Duration.ofSeconds(1));
        }
        if (!relay.journal.accepting()) {
            return Refusal.overloaded(
                    "The gateway cannot record calls right now and so takes none. Try again shortly.",
                    Duration.ofSeconds(5));
        }
        return null;
    }
}
