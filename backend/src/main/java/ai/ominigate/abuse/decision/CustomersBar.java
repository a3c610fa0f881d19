package ai.ominigate.abuse.decision;

import ai.ominigate.customer.identity.Bar;
import ai.ominigate.customer.identity.Visit;
import ai.ominigate.model.abuse.DecisionAction;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.InstantSource;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Keeps those from signing up and in, and from their accounts, whom a decision shuts out. */
@Singleton
final class CustomersBar implements Bar {
    private static final String BLOCKED = "blocked";
    private static final String CARD_NEEDED = "card_confirmation_needed";
    private static final String CARD_SENTENCE =
            "Before this account goes on, whoever pays for it has to have a card confirmed, on the page /confirm-card. Calls with"
                    + " keys go on meanwhile.";

    private final Enforcement enforcement;
    private final PlainQuestions questions;
    private final InstantSource clock;

    CustomersBar(Enforcement enforcement, PlainQuestions questions, InstantSource clock) {
        this.enforcement = enforcement;
        this.questions = questions;
        this.clock = clock;
    }

    private static Face face(Way way) {
        return switch (way) {
            case SIGN_UP -> Face.SIGN_UP;
            case SIGN_IN -> Face.SIGN_IN;
        };
    }

    /** Whoever has to sign in anew does so by signing in, and who is asked something first is not shut out. */
    @Override
    public @Nullable Shut shut(Way way, Visit visit, @Nullable UUID account) {
        return switch (enforcement.mayEnter(face(way), visit.address(), account, clock.millis())) {
            case Entry.Shut ignored -> blocked(visit.request());
            case Entry.AfterStep ignored -> null;
            case Entry.Open ignored -> null;
        };
    }

    @Override
    public @Nullable Question question(Way way, Visit visit, @Nullable UUID account) {
        if (!enforcement.asksThere(visit.address(), account, clock.millis())) {
            return null;
        }
        Visit.Proof proof = visit.proof();
        return proof != null && questions.isAnswered(proof, face(way), visit.address())
                ? null
                : questions.ask(face(way), visit);
    }

    @Override
    public @Nullable Shut shutSignedIn(UUID account, byte[] address, String request) {
        long now = clock.millis();
        return met(enforcement.block(Face.OTHER, address, account, account, now), now) ? blocked(request) : null;
    }

    @Override
    public @Nullable Shut shutKey(UUID key, UUID account, byte[] address, String request) {
        long now = clock.millis();
        if (met(enforcement.block(address, key, account, now), now)) {
            return blocked(request);
        }
        Ruling suspension = enforcement.suspension(key, account, now);
        if (suspension == null) {
            return null;
        }
        suspension.hit(now);
        return new Shut(
                suspension.action() == DecisionAction.SUSPEND_KEY ? BLOCKED : "account_suspended",
                enforcement.sentenceForSuspended(suspension, request));
    }

    private static boolean met(@Nullable Ruling ruling, long now) {
        if (ruling != null) {
            ruling.hit(now);
        }
        return ruling != null;
    }

    private Shut blocked(String request) {
        return new Shut(BLOCKED, enforcement.sentenceForBlocked(request));
    }

    @Override
    public boolean isAccountShut(UUID account) {
        return enforcement.suspension(account, account, clock.millis()) != null;
    }

    @Override
    public boolean mustConfirmCard(UUID account) {
        return enforcement.card(account, clock.millis()) != null;
    }

    @Override
    public @Nullable Shut shutUntilCardIsConfirmed(UUID account) {
        long now = clock.millis();
        return met(enforcement.card(account, now), now) ? new Shut(CARD_NEEDED, CARD_SENTENCE) : null;
    }

    @Override
    public @Nullable Instant signedInAnewSince(UUID account) {
        Ruling step = enforcement.step(account, clock.millis());
        return step == null ? null : Instant.ofEpochMilli(step.beginsAtMillis());
    }
}
