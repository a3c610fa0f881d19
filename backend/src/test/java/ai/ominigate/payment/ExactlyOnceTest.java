package ai.ominigate.payment;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.Await;
import ai.ominigate.abuse.decision.Decisions;
import ai.ominigate.billing.Balances;
import ai.ominigate.billing.Charge;
import ai.ominigate.billing.Settlement;
import ai.ominigate.payment.Refunds.Cause;
import ai.ominigate.payment.StripeDouble.Fault;
import ai.ominigate.rest.Refused;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Whatever happens between a payment and its credit, on two nodes with one database: events that come twice, in any order,
 * late or never, or are forged; a Stripe that fails, loses answers and is asked too often; declines, refunds and disputes in
 * between. In the end each account has what it paid and did not get back, once.
 */
class ExactlyOnceTest {
    /** Random ways that a payment can go, of which each has its seed. */
    private static final int SEQUENCES = 2_000;

    /** Each goes its ways one after the other: whoever waits for Stripe to answer again holds nobody else up. */
    private static final int ACCOUNTS = 40;

    private static final int LOST_WEBHOOKS = 60;

    /** What is over when it is asked again. */
    private static final List<Fault> PASSING =
            List.of(Fault.ERROR, Fault.ERROR_KEPT, Fault.LOST, Fault.TOO_OFTEN, Fault.CONFLICT);

    /** Objects of one page of Stripe's lists. */
    private static final int PAGE = 100;

    private static final Map<UUID, AtomicLong> SPENT = new ConcurrentHashMap<>();

    private static PayingOminiGate one;
    private static PayingOminiGate two;
    private static StripeDouble stripe;

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

    @Test
    void whateverHappensEveryPaymentIsCreditedExactlyOnce() throws Exception {
        long first = System.nanoTime();
        List<Future<?>> lanes = new ArrayList<>();
        List<UUID> accounts = new ArrayList<>();
        for (int i = 0; i < ACCOUNTS; i++) {
            UUID account = one.account();
            accounts.add(account);
            one.ordered(account, 500); // so that Stripe knows it
        }
        try (var threads = Executors.newFixedThreadPool(ACCOUNTS)) {
            for (int lane = 0; lane < ACCOUNTS; lane++) {
                UUID account = accounts.get(lane);
                long from = first + lane * 1_000_000L;
                lanes.add(threads.submit(() -> {
                    for (int i = 0; i < SEQUENCES / ACCOUNTS; i++) {
                        long seed = from + i;
                        try {
                            new Sequence(account, new SplittableRandom(seed)).run();
                        } catch (Exception | AssertionError e) {
                            throw new AssertionError("with the seed " + seed, e);
                        }
                    }
                    return true;
                }));
            }
        }
        for (Future<?> lane : lanes) {
            lane.get();
        }
        one.settled();
        Reconciliation.Comparison compared = one.bean(Reconciliation.class).compare();

        assertThat(one.number("SELECT count(*) FROM payment.top_up WHERE state = 'PAID'"))
                .as("sequences in which something was paid")
                .isGreaterThan(SEQUENCES / 2);
        for (UUID account : accounts) {
            assertThat(has(account))
                    .as("what %s has in the end, in cents", account)
                    .isEqualTo(shouldHave(account));
            assertThat(one.balance(account).balance()).isNotNegative();
        }
        assertThat(one.problemsOfTheBooks()).isEmpty();
        assertThat(compared.oursCents()).isEqualTo(compared.theirCents());
        assertThat(compared.differences()).isZero();
        assertThat(compared.movements()).as("of many pages").isGreaterThan(10 * PAGE);
        assertThat(one.number("""
                SELECT coalesce(sum(abs(b.balance)), 0) FROM billing.ledger_balance b
                JOIN billing.ledger_account a ON a.id = b.account_id WHERE a.code LIKE '%_suspense'
                """)).isZero();
    }

    @Test
    void everyPaymentIsCreditedWhenAllWebhooksAreLost() throws Exception {
        List<TopUp> orders = new ArrayList<>();
        UUID account = one.account();
        for (int i = 0; i < LOST_WEBHOOKS; i++) {
            TopUp order = one.ordered(account, 500 + i);
            stripe.pay(Objects.requireNonNull(order.session()));
            orders.add(order);
        }
        assertThat(
                        one.number(
                                "SELECT max(extract(epoch FROM look_at - asked_at)) FROM payment.top_up WHERE look_at IS NOT NULL"))
                .as("seconds until Stripe is asked")
                .isLessThanOrEqualTo(5 * 60);
        one.run(t -> Statements.update(
                t,
                "UPDATE payment.top_up SET look_at = '2000-01-01' WHERE look_at IS NOT NULL AND account_id = ?",
                account));
        try (var threads = Executors.newFixedThreadPool(2)) {
            List<Future<?>> sweeps = new ArrayList<>();
            for (PayingOminiGate node : List.of(one, two, one, two)) {
                sweeps.add(threads.submit(() -> {
                    node.sweeper.topUps();
                    return true;
                }));
            }
            for (Future<?> sweep : sweeps) {
                sweep.get();
            }
        }
        for (TopUp order : orders) {
            assertThat(one.find(order).state()).isEqualTo(TopUp.State.PAID);
        }
        assertThat(has(account)).isEqualTo(shouldHave(account));
    }

    private static long has(UUID account) throws SQLException {
        Balances.Balance balance = one.balance(account);
        return (balance.balance() - balance.owed()) / Cents.NANOS;
    }

    /** By what Stripe says was paid and went back. */
    private static long shouldHave(UUID account) {
        long cents = 0;
        for (ObjectNode intent : stripe.all("pi_")) {
            if (intent.path("metadata").path("account").asText().equals(account.toString())
                    && intent.path("status").asText().equals("succeeded")) {
                cents += intent.path("amount").asLong()
                        - wentBack(intent.path("id").asText());
            }
        }
        return cents - SPENT.getOrDefault(account, new AtomicLong()).get();
    }

    private static long wentBack(String intent) {
        long refunds = stripe.all("re_").stream()
                .filter(refund -> refund.path("payment_intent").asText().equals(intent)
                        && refund.path("status").asText().equals("succeeded"))
                .mapToLong(refund -> refund.path("amount").asLong())
                .sum();
        long disputes = stripe.all("dp_").stream()
                .filter(dispute -> dispute.path("payment_intent").asText().equals(intent)
                        && !dispute.path("status").asText().equals("won"))
                .mapToLong(dispute -> dispute.path("amount").asLong())
                .sum();
        return refunds + disputes;
    }

    /** One payment and what happens to it. */
    private static final class Sequence {
        private final UUID account;
        private final RandomGenerator random;
        private final List<ObjectNode> mine = new ArrayList<>();

        Sequence(UUID account, RandomGenerator random) {
            this.account = account;
            this.random = random;
        }

        private PayingOminiGate node() {
            return random.nextBoolean() ? one : two;
        }

        void run() throws Exception {
            if (random.nextInt(8) == 0) {
                stripe.fail(PASSING.get(random.nextInt(PASSING.size())));
            }
            TopUp order = opened();
            if (order == null) {
                return;
            }
            String session = Objects.requireNonNull(order.session());
            if (random.nextInt(6) == 0) {
                stripe.decline(session);
            }
            look(order);
            if (random.nextInt(10) == 0) {
                stripe.expire(session);
            } else {
                paid(order, stripe.pay(session).path("id").asText());
            }
            tell(order);
            look(order);
            spend();
            if (random.nextInt(40) == 0) {
                forge();
            }
            // In the end somebody looks, as the sweeper would.
            settle(order);
        }

        private @Nullable TopUp opened() throws SQLException {
            PayingOminiGate node = node();
            long cents = 500 + random.nextInt(5_000);
            TopUp order = Await.value("it may pay again", () -> asked(node, cents), Optional::isPresent)
                    .orElseThrow();
            for (int tries = 0; tries < 3; tries++) {
                try {
                    node().topUps
                            .checkout(account, order.id(), PayingOminiGate.BACK, PayingOminiGate.BACK, Locale.ENGLISH);
                    return one.find(order);
                } catch (Refused e) {
                    assertThat(e.code()).isIn("stripe_away", "top_up_over");
                }
            }
            return null;
        }

        /** Nothing while it may not pay: who disputes is suspended, until somebody trusts them again. */
        private Optional<TopUp> asked(PayingOminiGate node, long cents) throws SQLException {
            try {
                return Optional.of(node.run(transaction -> node.topUps.ask(transaction, account, cents, "USD")));
            } catch (Refused e) {
                assertThat(e.code()).isEqualTo("account_suspended");
                node.run(transaction -> {
                    node.bean(Decisions.class).thaw(transaction, account);
                    return true;
                });
                return Optional.empty();
            }
        }

        /** Some of what is there, by calls: what is disputed or paid back afterwards may be gone. */
        private void spend() throws SQLException {
            PayingOminiGate node = node();
            long there = node.balance(account).available() / Cents.NANOS;
            if (there > 0 && random.nextInt(4) == 0) {
                long cents = 1 + random.nextLong(there);
                node.run(transaction -> {
                    node.bean(Settlement.class)
                            .post(
                                    transaction,
                                    UUID.randomUUID(),
                                    List.of(new Charge(account, UUID.randomUUID(), Cents.nanos(cents))));
                    return true;
                });
                SPENT.computeIfAbsent(account, _ -> new AtomicLong()).addAndGet(cents);
            }
        }

        /** What may come after it was paid. */
        private void paid(TopUp order, String intent) throws Exception {
            long cents = order.totalCents();
            switch (random.nextInt(12)) {
                case 0 -> stripe.payBack(intent, 1 + random.nextLong(cents));
                case 1 -> {
                    String dispute = stripe.dispute(intent, cents, "needs_response")
                            .path("id")
                            .asText();
                    if (random.nextBoolean()) {
                        stripe.close(dispute, random.nextBoolean());
                    }
                }
                case 2 -> {
                    String refund = stripe.payBack(intent, cents).path("id").asText();
                    if (random.nextBoolean()) {
                        stripe.failRefund(refund);
                    }
                }
                case 3 -> {
                    look(order);
                    ours(order);
                }
                default -> {}
            }
        }

        private void ours(TopUp order) throws SQLException {
            PayingOminiGate node = node();
            try {
                Refunds.Refund refund = node.run(transaction -> node.refunds.prepare(
                        transaction, order.id(), 1 + random.nextLong(order.creditCents()), Cause.UNUSED, null));
                node.refunds.send(refund.id());
            } catch (Refused e) {
                assertThat(e.code()).isEqualTo("not_unused");
            }
        }

        /** Some of what Stripe has to tell, some of it twice, in any order, to both nodes. */
        private void tell(TopUp order) throws SQLException {
            for (ObjectNode event : stripe.eventsOf(order.id().toString())) {
                // Most are lost, some come twice.
                for (int times = Math.max(0, random.nextInt(8) - 5); times > 0; times--) {
                    mine.add(event);
                }
            }
            Collections.shuffle(mine, random);
            for (ObjectNode event : mine) {
                node().inbox
                        .take(
                                event.path("id").asText(),
                                event.path("type").asText(),
                                event.path("data").path("object").path("id").asText());
            }
        }

        private void look(TopUp order) throws SQLException {
            for (int times = Math.max(0, random.nextInt(5) - 2); times > 0; times--) {
                try {
                    node().topUps.bring(order.id());
                } catch (StripeProblem e) {
                    continue; // as somebody who looks at a bad moment
                }
            }
        }

        /** Says that something was paid, and cannot sign it. */
        private void forge() throws Exception {
            ObjectNode event =
                    stripe.events().getLast().deepCopy().put("id", "evt_forged" + random.nextLong(Long.MAX_VALUE));
            String body = event.toString();
            assertThat(node().send(body, PayingOminiGate.signature(body, "whsec_guessed", Instant.now()))
                            .status())
                    .isEqualTo(400);
        }

        private void settle(TopUp order) throws Exception {
            for (int tries = 0; tries < 5; tries++) {
                try {
                    TopUp after = node().topUps.bring(order.id());
                    String intent = after.intent();
                    if (after.state() == TopUp.State.PAID && intent != null) {
                        for (ObjectNode refund : stripe.all("re_", "payment_intent", intent)) {
                            node().refunds.bring(refund.path("id").asText());
                        }
                        for (ObjectNode dispute : stripe.all("dp_", "payment_intent", intent)) {
                            node().disputes.bring(dispute.path("id").asText());
                        }
                    }
                    return;
                } catch (StripeProblem.Away e) {
                    continue;
                }
            }
            throw new AssertionError("Stripe is away for good");
        }
    }
}
