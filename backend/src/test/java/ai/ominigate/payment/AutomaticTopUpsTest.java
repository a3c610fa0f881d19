package ai.ominigate.payment;

import static ai.ominigate.payment.PayingOminiGate.DOLLAR;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.ominigate.Await;
import ai.ominigate.abuse.decision.Made;
import ai.ominigate.abuse.entity.Entity;
import ai.ominigate.billing.Charge;
import ai.ominigate.billing.Settlement;
import ai.ominigate.customer.identity.Bar;
import ai.ominigate.customer.identity.Members;
import ai.ominigate.model.abuse.DecisionAction;
import ai.ominigate.model.own.MemberRole;
import ai.ominigate.payment.StripeDouble.Fault;
import ai.ominigate.rest.Refused;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class AutomaticTopUpsTest {
    private static PayingOminiGate one;
    private static PayingOminiGate two;
    private static StripeDouble stripe;

    private UUID account = new UUID(0, 0);

    @BeforeAll
    static void start() throws IOException {
        one = PayingOminiGate.start();
        two = one.anotherNode();
        stripe = one.stripe;
    }

    @AfterAll
    static void stop() throws IOException {
        two.close();
        one.close();
        stripe.close();
    }

    /** One with $10 that wants $20 more below $5, at most $50 a month. */
    @BeforeEach
    void anAccountThatWishes() throws Exception {
        stripe.payWith("pm_card_visa");
        account = one.account();
        one.paid(account, 1_000);
        one.run(transaction -> one.automatic.wish(transaction, account, true, 500, 2_000, 5_000));
    }

    private static void spend(PayingOminiGate node, UUID account, long nanos) throws SQLException {
        node.run(transaction -> {
            node.bean(Settlement.class)
                    .post(transaction, UUID.randomUUID(), List.of(new Charge(account, UUID.randomUUID(), nanos)));
            return true;
        });
    }

    private long paidAutomatically() {
        return stripe.all("pi_").stream()
                .filter(intent -> intent.path("status").asText().equals("succeeded")
                        && intent.path("amount").asLong() == 2_000
                        && intent.path("metadata").path("account").asText().equals(account.toString()))
                .count();
    }

    private void restIsOver() throws SQLException {
        one.run(t ->
                Statements.update(t, "UPDATE payment.automatic SET rests_until = NULL WHERE account_id = ?", account));
    }

    private AutomaticTopUps.Automatic wish() throws SQLException {
        return one.run(connection -> Objects.requireNonNull(one.automatic.of(connection, account)));
    }

    private long letters(String template) throws SQLException {
        return one.number("SELECT count(*) FROM mail.letter WHERE template = '" + template + "' AND about = 'account:"
                + account + "'");
    }

    @Test
    void nobodyIsToppedUpWhoDidNotWishIt() throws Exception {
        one.run(transaction -> one.automatic.wish(transaction, account, false, 500, 2_000, 5_000));
        spend(one, account, 9 * DOLLAR);
        one.automatic.lookForLow();
        assertThat(paidAutomatically()).isZero();
    }

    /** Whoever has stolen a key must not have its owner pay on. */
    @ParameterizedTest
    @EnumSource(names = {"SUSPEND_ACCOUNT", "BAN_ACCOUNT"})
    void anAccountThatTheAbuseDeskShutIsNotToppedUp(DecisionAction action) throws Exception {
        Made.inForce(one.database, action, new Entity.Account(account), null);
        Await.until("acted on", () -> one.bean(Bar.class).isAccountShut(account));
        spend(one, account, 9 * DOLLAR);
        one.automatic.lookForLow();
        assertThat(paidAutomatically()).isZero();
    }

    @Test
    void whoeverHasEnoughIsNotToppedUp() throws Exception {
        spend(one, account, 5 * DOLLAR);
        one.automatic.lookForLow();
        assertThat(paidAutomatically()).isZero();
    }

    @Test
    void twoHundredCallsAtOnceOnTwoNodesAreOneCharge() throws Exception {
        List<Future<?>> calls = new ArrayList<>();
        try (var threads = Executors.newFixedThreadPool(20)) {
            for (int i = 0; i < 200; i++) {
                PayingOminiGate node = i % 2 == 0 ? one : two;
                calls.add(threads.submit(() -> {
                    spend(node, account, 3 * DOLLAR / 100);
                    node.automatic.lookForLow();
                    return true;
                }));
            }
        }
        for (Future<?> call : calls) {
            call.get();
        }
        one.automatic.lookForLow();
        two.automatic.lookForLow();
        assertThat(paidAutomatically()).isEqualTo(1);
        assertThat(one.balance(account).balance()).isEqualTo(24 * DOLLAR);
        assertThat(one.problemsOfTheBooks()).isEmpty();
    }

    @Test
    void aMonthsLimitIsKept() throws Exception {
        for (int i = 0; i < 4; i++) {
            long left = one.balance(account).balance();
            if (left > 0) {
                spend(one, account, left);
            }
            restIsOver();
            one.automatic.lookForLow();
        }
        assertThat(paidAutomatically()).isEqualTo(2);
        assertThat(Objects.requireNonNull(wish().restsUntil())).isAfter(Instant.now());
    }

    @Test
    void aBankThatAsksForTheOwnerIsToldToThemOnceAndNotAskedAgain() throws Exception {
        stripe.payWith("pm_card_authenticationRequired");
        spend(one, account, 8 * DOLLAR);
        for (int i = 0; i < 4; i++) {
            one.automatic.lookForLow();
            two.automatic.lookForLow();
            restIsOver();
        }
        assertThat(letters("TOP_UP_AUTHENTICATION")).isEqualTo(1);
        assertThat(wish().enabled()).isFalse();
        assertThat(wish().stoppedBecause()).isEqualTo("authentication_required");
        assertThat(one.balance(account).balance()).isEqualTo(2 * DOLLAR);
    }

    @Test
    void threeFailuresInARowStopItAndAreTold() throws Exception {
        stripe.payWith("pm_card_insufficientFunds");
        spend(one, account, 8 * DOLLAR);
        for (int i = 0; i < 5; i++) {
            one.automatic.lookForLow();
            restIsOver();
        }
        assertThat(one.number("SELECT count(*) FROM payment.top_up WHERE kind = 'AUTOMATIC' AND account_id = '"
                        + account + "' AND state = 'FAILED'"))
                .isEqualTo(3);
        assertThat(wish().stoppedBecause()).isEqualTo("three_failures");
        assertThat(letters("AUTOMATIC_TOP_UP_STOPPED")).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        "pm_card_authenticationRequired, TOP_UP_AUTHENTICATION",
        "pm_card_insufficientFunds,      AUTOMATIC_TOP_UP_STOPPED",
    })
    void anOwnerWhoSignsInIsWrittenToInTheirLanguageWithALink(String card, String template) throws Exception {
        one.run(transaction -> one.bean(Members.class)
                .add(
                        transaction,
                        account,
                        "owner-" + account + "@example.com",
                        MemberRole.OWNER,
                        "none that fits",
                        Locale.SIMPLIFIED_CHINESE));
        stripe.payWith(card);
        spend(one, account, 8 * DOLLAR);
        for (int i = 0; i < AutomaticTopUps.FAILURES_AT_MOST; i++) {
            one.automatic.lookForLow();
            restIsOver();
        }

        assertThat(letters(template + "' AND language = 'zh-CN' AND \"values\"->>'link' = '"
                        + one.ominigate.application().baseUrl() + "/billing"))
                .isEqualTo(1);
    }

    @Test
    void aChargeWhoseAnswerWasLostIsOneChargeAndOneCredit() throws Exception {
        spend(one, account, 8 * DOLLAR);
        // All of the client's own tries, and what came before them.
        stripe.before(request -> {
            if (request.equals("POST /v1/payment_intents") && stripe.asked(request) < 50) {
                stripe.fail(Fault.LOST);
            }
        });
        one.automatic.lookForLow();
        stripe.before(request -> {});
        one.run(t ->
                Statements.update(t, "UPDATE payment.top_up SET look_at = '2000-01-01' WHERE look_at IS NOT NULL"));
        one.sweeper.topUps();
        two.sweeper.topUps();
        assertThat(paidAutomatically()).isEqualTo(1);
        assertThat(one.balance(account).balance()).isEqualTo(22 * DOLLAR);
    }

    @Test
    void whoeverNeverPaidHasNothingToPayWith() throws Exception {
        UUID other = one.account();
        assertThatThrownBy(() -> one.run(t -> one.automatic.wish(t, other, true, 500, 2_000, 5_000)))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("Top up once by yourself");
    }
}
