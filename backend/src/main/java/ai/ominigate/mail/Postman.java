package ai.ominigate.mail;

import ai.ominigate.egress.Egress;
import ai.ominigate.mail.MailServer.Answer;
import ai.ominigate.platform.Notifications;
import ai.ominigate.platform.WorkGate;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.annotation.Context;
import jakarta.annotation.PreDestroy;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes letters from the outbox to the mail server, on every node: each letter by one of them. One that cannot be handed
 * over is tried again, later and later. Without a mail server in the settings letters wait.
 */
@Context
final class Postman implements AutoCloseable {
    /** A try takes less; if its node dies in it, another tries after this time. */
    static final Duration LEASE = Duration.ofMinutes(5);

    /** From when it was left. */
    static final Duration GIVEN_UP_AFTER = Duration.ofDays(3);

    private static final Duration FIRST_RETRY = Duration.ofMinutes(1);
    private static final Duration LAST_RETRY = Duration.ofHours(4);
    private static final int MOST_DOUBLINGS = 8;
    private static final double MILLIS = 1_000;
    private static final Logger LOG = LoggerFactory.getLogger(Postman.class);

    private final LetterTable letters;
    private final @Nullable MailServer server;
    private final InstantSource clock;
    private final MeterRegistry metrics;
    private final AtomicReference<LetterTable.Queue> queue = new AtomicReference<>(new LetterTable.Queue(0, null));
    private final Notifications.Subscription subscription;

    Postman(
            LetterTable letters,
            @Nullable MailSettings settings,
            Notifications notifications,
            WorkGate gate,
            InstantSource clock,
            MeterRegistry metrics,
            Egress egress) {
        this.letters = letters;
        this.server = settings == null ? null : new MailServer(settings, egress);
        this.clock = clock;
        this.metrics = metrics;
        Gauge.builder("ominigate.mail.waiting", queue, known -> known.get().waiting())
                .description("Letters that no mail server has taken yet")
                .register(metrics);
        Gauge.builder(
                        "ominigate.mail.oldest",
                        queue,
                        known -> secondsSince(known.get().oldest()))
                .baseUnit("seconds")
                .description("How long the first of them has waited")
                .register(metrics);
        this.subscription = notifications.listen("mail_letters", gate.behind(this::deliver));
    }

    private double secondsSince(@Nullable Instant oldest) {
        return oldest == null ? 0 : Duration.between(oldest, clock.instant()).toMillis() / MILLIS;
    }

    /** Hands over whatever is due. */
    void deliver() throws SQLException {
        if (server != null) {
            deliverTo(server);
        }
        LetterTable.Queue before = queue.getAndSet(letters.queue());
        if (server == null && before.waiting() == 0 && queue.get().waiting() > 0) {
            LOG.warn("Letters wait: no mail server is set. Set OMINIGATE_MAIL_HOST, and the other settings of mail.");
        }
    }

    private void deliverTo(MailServer server) throws SQLException {
        WaitingLetter next = letters.take(clock.instant(), LEASE);
        while (next != null) {
            if (letters.mayGo(next.letter())) {
                settle(next, server.hand(next));
            } else {
                discard(next);
            }
            next = letters.take(clock.instant(), LEASE);
        }
    }

    /** As out of an older backup. */
    private void discard(WaitingLetter letter) throws SQLException {
        LOG.warn("The letter {} is to somebody who was forgotten: it does not go, and is gone.", letter.id());
        letters.discard(letter.id());
        count(letter, "discarded");
    }

    private void settle(WaitingLetter letter, Answer answer) throws SQLException {
        Instant now = clock.instant();
        switch (answer) {
            case Answer.Taken() -> {
                letters.sent(letter.id(), now);
                count(letter, "sent");
            }
            case Answer.Later(String problem)
            when now.isBefore(letter.createdAt().plus(GIVEN_UP_AFTER)) -> {
                Duration wait = wait(letter.tries());
                LOG.warn("The letter {} waits for {} more: {}", letter.id(), wait, problem);
                letters.tryAgain(letter.id(), now.plus(wait), problem);
                count(letter, "later");
            }
            case Answer.Later(String problem) -> giveUp(letter, now, problem);
            case Answer.Never(String problem) -> giveUp(letter, now, problem);
        }
    }

    private void giveUp(WaitingLetter letter, Instant now, String problem) throws SQLException {
        LOG.warn(
                "The letter {} about {} cannot be delivered: {}",
                letter.id(),
                letter.letter().about(),
                problem);
        letters.giveUp(letter.id(), now, problem);
        count(letter, "given_up");
    }

    static Duration wait(int tries) {
        Duration wait = FIRST_RETRY.multipliedBy(1L << Math.min(tries, MOST_DOUBLINGS));
        return wait.compareTo(LAST_RETRY) < 0 ? wait : LAST_RETRY;
    }

    private void count(WaitingLetter letter, String outcome) {
        metrics.counter(
                        "ominigate.mail.letters",
                        "template",
                        letter.letter().template().key(),
                        "class",
                        letter.letter().template().mailClass().name(),
                        "outcome",
                        outcome)
                .increment();
    }

    @Override
    @PreDestroy
    public void close() {
        subscription.close();
    }
}
