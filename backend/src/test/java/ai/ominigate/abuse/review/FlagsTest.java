package ai.ominigate.abuse.review;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.RunningOminiGate;
import ai.ominigate.abuse.entity.Family;
import ai.ominigate.abuse.review.Flags.Raised;
import ai.ominigate.platform.TestClock;
import ai.ominigate.platform.Transaction;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What becomes of what rules raise. */
class FlagsTest {
    private static RunningOminiGate ominigate;
    private static Flags flags;
    private static TestClock clock;

    @BeforeAll
    static void start() throws IOException {
        ominigate = RunningOminiGate.with(TestClock.SETTINGS);
        flags = ominigate.application().context().getBean(Flags.class);
        clock = ominigate.application().context().getBean(TestClock.class);
    }

    @AfterAll
    static void stop() throws IOException {
        ominigate.close();
    }

    @Test
    void fromThirtyPointsOnThereIsACase() throws Exception {
        Raised raised = flags.raise(stuffing().build());

        CaseFile file = file(raised);
        assertThat(raised.first()).isTrue();
        assertThat(file.state()).isEqualTo(new CaseState.New());
        assertThat(file.score()).isEqualTo(30);
        assertThat(file.priority()).isEqualTo(3);
        assertThat(file.flags()).isEqualTo(1);
        assertThat(file.events()).isEqualTo(40);
        assertThat(file.accounts()).isEqualTo(9);
    }

    @Test
    void belowThatFlagsWaitForMore() throws Exception {
        SomeFlag storm = stuffing().signal("S14", Family.TRAFFIC).points(15);
        Raised first = flags.raise(storm.build());
        Raised second = flags.raise(storm.signal("S6", Family.SPEND).points(20).build());

        assertThat(first.caseId()).isNull();
        CaseFile file = file(second);
        assertThat(file.score()).isEqualTo(35);
        assertThat(file.families()).containsExactlyInAnyOrder(Family.TRAFFIC, Family.SPEND);
        assertThat(file.flags()).as("the one that waited too").isEqualTo(2);
    }

    @Test
    void theSameRaisedTwiceIsThereOnce() throws Exception {
        SomeFlag stuffing = stuffing();
        Raised first = flags.raise(stuffing.build(Map.of(Flag.EVENTS, 20L)));
        Raised second = flags.raise(stuffing.longer(Duration.ofMinutes(3)).build(Map.of(Flag.EVENTS, 55L)));

        assertThat(second).isEqualTo(new Raised(first.flag(), first.caseId(), false));
        CaseFile file = file(first);
        assertThat(file.flags()).isEqualTo(1);
        assertThat(file.events()).isEqualTo(55);
        assertThat(file.version())
                .as("one more event of what was there is no news")
                .isEqualTo(1);
    }

    @Test
    void twoNodesThatRaiseItAtOnceRaiseItOnce() throws Exception {
        SomeFlag stuffing = stuffing();
        List<Raised> raised;
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Callable<Raised> raise = () -> flags.raise(stuffing.build());
            raised = threads.invokeAll(java.util.Collections.nCopies(8, raise)).stream()
                    .map(Future::resultNow)
                    .toList();
        }

        assertThat(raised).filteredOn(Raised::first).hasSize(1);
        assertThat(raised.stream().map(Raised::caseId).distinct()).hasSize(1);
        assertThat(file(raised.getFirst()).flags()).isEqualTo(1);
    }

    @Test
    void anOpenCaseTakesInWhatComesAfter() throws Exception {
        SomeFlag stuffing = stuffing();
        UUID caseId = flags.raise(stuffing.build()).caseId();
        Raised later = flags.raise(stuffing.later(Duration.ofMinutes(30)).build());

        assertThat(later.caseId()).isEqualTo(caseId);
        assertThat(file(later).flags()).isEqualTo(2);
        assertThat(file(later).score()).as("capped for the family").isEqualTo(60);
        assertThat(file(later).priority()).isEqualTo(2);
        assertThat(file(later).version()).as("it became more urgent").isEqualTo(2);
    }

    @Test
    void anotherFamilyHasACaseOfItsOwnAndBothHaveTheScoreOfTheEntity() throws Exception {
        SomeFlag stuffing = stuffing();
        Raised one = flags.raise(stuffing.build());
        Raised other = flags.raise(stuffing.signal("S3", Family.KEYS).points(40).build());

        assertThat(other.caseId()).isNotEqualTo(one.caseId());
        assertThat(file(one).score()).isEqualTo(70);
        assertThat(file(other).score()).isEqualTo(70);
        assertThat(file(one).flags()).isEqualTo(1);
    }

    @Test
    void aRuleThatIsTriedOutHasNoEffect() throws Exception {
        SomeFlag stuffing = stuffing();
        Raised shadow = flags.raise(stuffing.inShadow().points(90).build());
        Raised real = flags.raise(stuffing.build());

        assertThat(shadow.caseId()).isNull();
        assertThat(file(real).score()).isEqualTo(30);
        assertThat(file(real).flags()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(names = {"CONFIRMED", "INCONCLUSIVE"})
    void whatGoesOnAfterItWasDecidedIsAnotherFlag(Disposition disposition) throws Exception {
        SomeFlag stuffing = stuffing();
        Flag raised = stuffing.build();
        Raised first = flags.raise(raised);
        Instant decidedAt = stuffing.last().plusSeconds(60);
        close(first, disposition, decidedAt);

        Flag goingOn = goingOn(raised, Duration.ofMinutes(5));
        Raised again = flags.raise(goingOn);
        Raised thrice = flags.raise(goingOn(raised, Duration.ofMinutes(6)));

        assertThat(again.flag()).isNotEqualTo(first.flag());
        assertThat(again.caseId()).isNotNull().isNotEqualTo(first.caseId());
        assertThat(thrice)
                .as("one, however long it goes on")
                .isEqualTo(new Raised(again.flag(), again.caseId(), false));
        assertThat(kept(again).firstSeen()).isEqualTo(decidedAt);
        assertThat(kept(again).lastSeen()).isEqualTo(raised.lastSeen().plus(Duration.ofMinutes(6)));
    }

    @ParameterizedTest
    @EnumSource(names = {"FALSE_POSITIVE", "BENIGN"})
    void whatWasFoundToBeHarmlessStaysSoAsLongAsItGoesOn(Disposition disposition) throws Exception {
        SomeFlag stuffing = stuffing();
        Flag raised = stuffing.build();
        Raised first = flags.raise(raised);
        close(first, disposition, stuffing.last().plusSeconds(60));

        Raised again = flags.raise(goingOn(raised, Duration.ofMinutes(5)));

        assertThat(again).isEqualTo(new Raised(first.flag(), first.caseId(), false));
    }

    /** The same episode, seen for longer: a rule that goes on finding the same keeps its flag's id. */
    private static Flag goingOn(Flag flag, Duration by) {
        return new Flag(
                flag.id(),
                flag.signal(),
                flag.ruleVersion(),
                flag.shadow(),
                flag.entity(),
                flag.family(),
                flag.observed() + by.toMinutes(),
                flag.threshold(),
                flag.points(),
                flag.halfLife(),
                flag.familyCap(),
                flag.firstSeen(),
                flag.lastSeen().plus(by),
                flag.evidenceExpires().plus(by),
                flag.counts());
    }

    private static void close(Raised raised, Disposition disposition, Instant at) throws Exception {
        Transaction.run(ominigate.database().dataSource(), transaction -> {
            CaseFile file =
                    Objects.requireNonNull(CaseTable.lock(transaction, Objects.requireNonNull(raised.caseId())));
            Cases.close(transaction, file, disposition, "OTHER", at);
            return file;
        });
    }

    private static Flag kept(Raised raised) throws SQLException {
        try (Connection connection = ominigate.database().dataSource().getConnection()) {
            return FlagTable.of(connection, Objects.requireNonNull(raised.caseId())).stream()
                    .map(FlagTable.Kept::flag)
                    .filter(flag -> flag.id().equals(raised.flag()))
                    .findFirst()
                    .orElseThrow();
        }
    }

    @Test
    void aProvidersNoticeIsOfTheFirstPriority() throws Exception {
        Raised raised =
                flags.raise(stuffing().signal("S13", Family.CONTENT).points(25).build());

        assertThat(file(raised).score()).isEqualTo(25);
        assertThat(file(raised).priority()).isEqualTo(1);
    }

    @Test
    void aFlagOfWhichNothingIsKnownYetHasNoPrecision() throws Exception {
        assertThat(flags.precision("S17", 50).share()).isEmpty();
    }

    private static SomeFlag stuffing() {
        return SomeFlag.stuffing(now());
    }

    private static Instant now() {
        return clock.instant();
    }

    private static CaseFile file(Raised raised) throws SQLException {
        try (Connection connection = ominigate.database().dataSource().getConnection()) {
            return Objects.requireNonNull(CaseTable.find(connection, Objects.requireNonNull(raised.caseId())));
        }
    }
}
