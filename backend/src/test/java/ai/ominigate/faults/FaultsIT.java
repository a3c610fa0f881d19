package ai.ominigate.faults;

import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import ai.ominigate.TestFolder;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.opentest4j.TestAbortedException;

/**
 * Everything that can fail does, under load, and the books must agree all the same. Each scenario is a test; what was
 * seen is printed at the end as a table.
 *
 * <p>{@code ./mvnw verify} runs a selection in at most five minutes, {@code ./mvnw -Pfaults verify} all of it in forty. With
 * {@code -Dfaults.seed=} the faults of an earlier run come again, {@code -Dfaults.minutes=} changes the budget, and
 * {@code -Dfaults.only=} picks scenarios by a pattern.
 */
class FaultsIT {
    private static final FaultPlan PLAN = FaultPlan.asked();
    private static final FaultTable TABLE = new FaultTable();
    private static final TestFolder FOLDER = TestFolder.create();

    @SuppressWarnings("NullAway.Init") // made before all tests
    private static ModelProvider provider;

    @SuppressWarnings("NullAway.Init") // made before all tests
    private static Fleet fleet;

    @BeforeAll
    static void start() throws Exception {
        System.out.println(
                "The seed of the faults is " + PLAN.seed() + "; -Dfaults.seed=" + PLAN.seed() + " brings them again.");
        if (PLAN.whole()) {
            requireTools();
        }
        provider = new ModelProvider();
        fleet = Fleet.start(provider, FOLDER.path(), 2);
    }

    /** Asked for before anything runs, so that nobody waits half an hour to hear it. */
    private static void requireTools() {
        if (!Shell.has("strace") || Shell.firstOf(ClockFaults.LIBRARY) == null) {
            throw new AssertionError(
                    "The whole fault suite needs the programs strace and faketime; install them (apt-get install strace faketime) and run it again.");
        }
    }

    @AfterAll
    static void stop() throws Exception {
        TABLE.print(System.out, PLAN);
        fleet.close();
        provider.close();
        FOLDER.close();
    }

    private static List<Scenario> scenarios() {
        List<Scenario> all = new ArrayList<>();
        all.addAll(ProcessFaults.all());
        all.addAll(DatabaseFaults.all());
        all.addAll(DiskFaults.all());
        all.addAll(ClockFaults.all());
        all.addAll(JournalFaults.all());
        all.addAll(MoneyFaults.all());
        all.addAll(ProviderFaults.all());
        all.addAll(CallerFaults.all());
        // The last, as it takes what is left of the budget.
        all.addAll(Storm.all());
        return all;
    }

    @TestFactory
    Stream<DynamicTest> theBooksAgreeWhateverFails() {
        return scenarios().stream()
                .filter(scenario -> PLAN.whole() || scenario.needs().isEmpty())
                .filter(scenario -> PLAN.only().matcher(scenario.fault()).find())
                .map(scenario -> dynamicTest(scenario.fault(), () -> play(scenario)));
    }

    private static void play(Scenario scenario) throws Exception {
        FaultRow row = TABLE.row(scenario.fault());
        String cannot = PLAN.left().isNegative() ? "the time was used up" : scenario.cannotRun();
        if (cannot != null) {
            row.notRun(cannot);
            throw new TestAbortedException("not run: " + cannot);
        }
        fleet.heal();
        scenario.body().happen(new Stage(PLAN, TABLE, fleet, row));
    }
}
