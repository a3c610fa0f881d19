package ai.ominigate.payment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.ominigate.Await;
import ai.ominigate.RunningOminiGate;
import ai.ominigate.RunningOminiGate.Answer;
import ai.ominigate.abuse.decision.Decision;
import ai.ominigate.abuse.decision.Decisions;
import ai.ominigate.abuse.entity.Entity;
import ai.ominigate.customer.identity.Bar;
import ai.ominigate.model.abuse.DecisionEnd;
import ai.ominigate.model.abuse.DecisionState;
import ai.ominigate.model.staff.Role;
import ai.ominigate.payment.StripeDouble.Fault;
import ai.ominigate.rest.Refused;
import ai.ominigate.staff.identity.Colleague;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A card that has to be confirmed: required by the desk, confirmed at Stripe, told by Stripe or asked of it. */
class CardChecksTest {
    private static final URI BACK = URI.create("http://localhost/confirm-card?back=yes");

    private static PayingOminiGate ominigate;
    private static Colleague analyst;

    @BeforeAll
    static void start() throws Exception {
        ominigate = PayingOminiGate.start();
        analyst = Colleague.signedIn(ominigate.ominigate, Role.TRUST_SAFETY);
    }

    @AfterAll
    static void stop() throws IOException {
        ominigate.close();
        ominigate.stripe.close();
    }

    @Test
    void whatStripeTellsEndsWhatRequiredItThoughNobodyCameBack() throws Exception {
        UUID account = ominigate.account();
        require(account);
        String session = session(account);

        ominigate.stripe.confirm(session, true);
        tellAll();

        Await.until("it has ended", () -> decision(account).ending() == DecisionEnd.STEP_TAKEN);
        Await.until("every node knows", () -> !bar().mustConfirmCard(account));
        assertThat(ominigate.number("SELECT count(*) FROM mail.letter WHERE template = 'ABUSE_RESTRICTION_ENDED'"
                        + " AND about = 'account:" + account + "'"))
                .as("its owner is told")
                .isOne();
        tellAll();
        assertThat(decision(account).version())
                .as("told again")
                .isEqualTo(decision(account).version());
    }

    @Test
    void whoComesBackNeedNotWaitForStripeToTell() throws Exception {
        UUID account = ominigate.account();
        require(account);
        ominigate.stripe.confirm(session(account), true);

        assertThat(checks().page(account, BACK)).as("nothing is left to do").isNull();
        assertThat(decision(account).ending()).isEqualTo(DecisionEnd.STEP_TAKEN);
        assertThat(checks().page(account, BACK)).isNull();
    }

    @Test
    void aCardThatItsBankDoesNotConfirmEndsNothing() throws Exception {
        UUID account = ominigate.account();
        require(account);
        ominigate.stripe.confirm(session(account), false);
        tellAll();
        ominigate.settled();

        assertThat(checks().page(account, BACK)).as("the way to try another").isNotNull();
        assertThat(decision(account).state()).isEqualTo(DecisionState.IN_FORCE);
    }

    /** Whoever uses the same account of Stripe's could name anything. */
    @Test
    void aPageThatNamesAnotherAccountOrNothingOfOursEndsNothing() throws Exception {
        UUID account = ominigate.account();
        UUID other = ominigate.account();
        require(account);
        require(other);
        for (String named : new String[] {other.toString(), "nothing of ours"}) {
            ObjectNode session = ominigate.stripe.object(session(account));
            String url = session.path("url").asText();
            ((ObjectNode) session.path("metadata")).put("account", named);
            ominigate.stripe.confirm(session.path("id").asText(), true);
            tellAll();
            ominigate.settled();
            session.put("status", "open").put("url", url);
        }

        assertThat(decision(account).state()).isEqualTo(DecisionState.IN_FORCE);
        assertThat(decision(other).state()).isEqualTo(DecisionState.IN_FORCE);
    }

    @Test
    void whatWasLiftedMeanwhileIsNotEndedTwice() throws Exception {
        UUID account = ominigate.account();
        require(account);
        String session = session(account);
        Decision decided = decision(account);
        assertThat(analyst.send("DELETE", "/admin/v1/abuse/decisions/" + decided.id(), "", decided.version())
                        .status())
                .isEqualTo(200);

        ominigate.stripe.confirm(session, true);
        tellAll();
        ominigate.settled();

        assertThat(decision(account).ending()).isEqualTo(DecisionEnd.LIFTED);
    }

    @Test
    void noMoneyComesByItselfAsLongAsACardHasToBeConfirmed() throws Exception {
        UUID account = ominigate.account();
        ominigate.paid(account, 1_000);
        ominigate.run(transaction -> ominigate.automatic.wish(transaction, account, true, 5_000, 2_000, 10_000));
        require(account);

        ominigate.automatic.lookForLow();

        assertThat(ominigate.number("SELECT count(*) FROM payment.top_up WHERE kind = 'AUTOMATIC' AND account_id = '"
                        + account + "'"))
                .isZero();
    }

    @Test
    void whileStripeIsAwayOneIsToldToComeAgain() throws Exception {
        UUID account = ominigate.account();
        ominigate.paid(account, 1_000);
        require(account);
        ominigate.stripe.fail(Fault.FORBIDDEN);

        assertThatThrownBy(() -> checks().page(account, BACK))
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.code()).isEqualTo("stripe_away"));
        assertThat(checks().page(account, BACK)).isNotNull();
    }

    /** Whoever must take a step that nobody can ask them for is shut out. */
    @Test
    void whereThereIsNoStripeItIsNotRequiredOfAnybody() throws Exception {
        try (RunningOminiGate without = RunningOminiGate.with(Map.of())) {
            Colleague somebody = Colleague.signedIn(without, Role.TRUST_SAFETY);
            String account = without.admin("POST", "/admin/v1/accounts", "{\"name\":\"Somebody\"}")
                    .json()
                    .path("id")
                    .asText();
            Answer refused = somebody.send("POST", "/admin/v1/abuse/decisions", wish(account));

            assertThat(refused.status()).isEqualTo(409);
            assertThat(refused.json().path("code").asText()).isEqualTo("step_not_available");
        }
    }

    @Test
    void aStepGoesWithWhoCanTakeIt() throws Exception {
        UUID account = ominigate.account();
        for (String wish : new String[] {
            wish(account.toString()).replace("CONFIRM_CARD", "ANSWER_QUESTION"),
            wish(account.toString()).replace("account:" + account, "network:203.0.113.9/32"),
            wish(account.toString()).replace("REQUIRE_STEP", "SUSPEND_ACCOUNT"),
        }) {
            assertThat(analyst.send("POST", "/admin/v1/abuse/decisions", wish).status())
                    .as(wish)
                    .isEqualTo(400);
        }
    }

    @Test
    void twoStepsOfOneAccountStandBesideEachOther() throws Exception {
        UUID account = ominigate.account();
        require(account);
        assertThat(analyst.send(
                                "POST",
                                "/admin/v1/abuse/decisions",
                                wish(account.toString()).replace("CONFIRM_CARD", "SIGN_IN_ANEW"))
                        .status())
                .isEqualTo(201);
        Await.until("acted on", () -> bar().signedInAnewSince(account) != null);

        assertThat(bar().mustConfirmCard(account)).isTrue();
        ominigate.stripe.confirm(session(account), true);
        assertThat(checks().page(account, BACK)).isNull();
        Await.until("one has ended", () -> !bar().mustConfirmCard(account));
        assertThat(bar().signedInAnewSince(account)).isNotNull();
    }

    private static CardChecks checks() {
        return ominigate.bean(CardChecks.class);
    }

    private static Bar bar() {
        return ominigate.bean(Bar.class);
    }

    private static String wish(String account) {
        return "{\"action\":\"REQUIRE_STEP\",\"step\":\"CONFIRM_CARD\",\"entity\":\"account:" + account
                + "\",\"reason\":\"a test\"}";
    }

    private static void require(UUID account) throws Exception {
        Answer decided = analyst.send("POST", "/admin/v1/abuse/decisions", wish(account.toString()));
        assertThat(decided.status()).as(decided.response().body()).isEqualTo(201);
        Await.until("acted on", () -> bar().mustConfirmCard(account));
    }

    private static Decision decision(UUID account) throws Exception {
        return ominigate.bean(Decisions.class).of(new Entity.Account(account)).getLast();
    }

    /** What Stripe calls the page that this account is led to. */
    private static String session(UUID account) throws Exception {
        String url = Objects.requireNonNull(checks().page(account, BACK)).toString();
        return url.substring(url.lastIndexOf('/') + 1);
    }

    private static void tellAll() throws Exception {
        for (ObjectNode event : ominigate.stripe.events()) {
            assertThat(ominigate.send(event).status()).isEqualTo(200);
        }
    }
}
