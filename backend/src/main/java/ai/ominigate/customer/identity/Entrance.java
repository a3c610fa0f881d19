package ai.ominigate.customer.identity;

import ai.ominigate.credential.Door;
import ai.ominigate.credential.FailedTries;
import ai.ominigate.credential.NetworkTries;
import ai.ominigate.credential.Waits;
import ai.ominigate.rest.Refused;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * What all ways in have in common: who is shut out stays out, who tries too often waits, and no answer comes sooner than
 * another because there is nobody to look at. Blocks.
 */
@Singleton
public final class Entrance {
    /** An answer takes so long whatever it is; more than looking does. */
    private static final Duration ANSWER_TAKES = Duration.ofMillis(400);

    /** So many failures cost nothing: people mistype. */
    private static final int FREE = 3;

    private final Bar bar;
    private final NetworkTries networks;
    private final FailedTries subjects;

    Entrance(Bar bar, NetworkTries networks, FailedTries subjects) {
        this.bar = bar;
        this.networks = networks;
        this.subjects = subjects;
    }

    /** What somebody does at a way in. */
    @FunctionalInterface
    interface Step<T> {
        T take() throws SQLException;
    }

    /** Takes a step whose answer must not tell by its time what was found. */
    static <T> T paced(Step<T> step) throws SQLException {
        long start = System.nanoTime();
        try {
            return step.take();
        } finally {
            LockSupport.parkNanos(ANSWER_TAKES.toNanos() - (System.nanoTime() - start));
        }
    }

    /**
     * Lets somebody try.
     *
     * @param account whose they say they are; null if that is not known
     * @throws Refused if their network, or they, are shut out
     */
    public void requireOpen(Bar.Way way, Visit visit, @Nullable UUID account) {
        Bar.Shut shut = bar.shut(way, visit, account);
        if (shut != null) {
            throw Refused.closed(shut.code(), shut.sentence());
        }
    }

    /**
     * Lets somebody try of whom nothing is asked first, or who has answered it. Wrong answers count as whatever else is wrong
     * there.
     *
     * @param account whose they say they are; null if that is not known
     * @throws Refused {@code step_needed} with the question
     */
    public void requireAnswer(Bar.Way way, Door door, Visit visit, @Nullable UUID account) {
        if (visit.proof() != null) {
            requirePatience(door, visit);
        }
        Bar.Question question = bar.question(way, visit, account);
        if (question == null) {
            return;
        }
        if (visit.proof() != null) {
            failed(door, visit);
        }
        throw Refused.closed(
                "step_needed",
                "A question has to be answered first from this network. " + question.words()
                        + " Send the same again with your answer in the header 'Step-Answer' and '" + question.token()
                        + "' in the header 'Step'. An answer is good for one try.");
    }

    /** What a page asks whoever is there before they try; null if nothing. */
    public Bar.@Nullable Question question(Bar.Way way, Visit visit) {
        return bar.question(way, visit.showing(null), null);
    }

    /** @throws Refused if too many have failed from the same network before */
    public void requirePatience(Door door, Visit visit) {
        Duration wait = networks.wait(door, visit.address());
        if (wait != null) {
            throw Waits.refusal(wait);
        }
    }

    /** Somebody there was wrong, or asked for what may not be asked for often. */
    public void failed(Door door, Visit visit) {
        networks.failed(door, visit.address());
    }

    /**
     * Counts a try at something, before it is looked at.
     *
     * @param subject as {@link FailedTries#subject} names it
     * @throws Refused if too many have failed before
     */
    public void count(byte[] subject) throws SQLException {
        Duration wait = subjects.count(subject, FREE);
        if (wait != null) {
            throw Waits.refusal(wait);
        }
    }
}
