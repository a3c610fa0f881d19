package ai.ominigate.faults;

import static ai.ominigate.faults.ModelProvider.STEADY;

import ai.ominigate.Await;
import ai.ominigate.faults.Call.Outcome;
import ai.ominigate.faults.Finding.Kind;
import ai.ominigate.platform.UuidV7;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A stretch of traffic during which something fails, on accounts made for it alone; at its end everything is put right,
 * and when all is quiet the {@link Oracle} speaks.
 *
 * <p>A failed call is excused while a fault goes on that touches its node, and for a moment longer; at any other time it
 * is a phantom refusal, and so is at all times a refusal that blames the caller.
 */
final class Trial {
    /** A node learns by its next heartbeat that the database is back. */
    private static final Duration AFTERMATH = Duration.ofSeconds(2);

    private static final Duration RECOVERS_WITHIN = Duration.ofSeconds(120);
    private static final Duration QUIET_WITHIN = Duration.ofSeconds(90);
    private static final int CUSTOMERS = 4;
    private static final String RICH = "1000.00";

    private final Fleet fleet;
    private final FaultRow row;
    private final List<Node> nodes;
    private final List<Customer> customers;
    private final SplittableRandom random;
    private final Queue<Call> calls = new ConcurrentLinkedQueue<>();
    private final Queue<Incident> incidents = new ConcurrentLinkedQueue<>();
    private @Nullable Traffic traffic;
    private boolean moneyMayRunOut;

    /** Something that is broken for a while. */
    static final class Incident {
        private final FaultRow row;
        private final Set<Node> touched;
        private final long from = System.nanoTime();
        private volatile long to = Long.MAX_VALUE;

        private Incident(FaultRow row, Collection<Node> touched) {
            this.row = row;
            this.touched = Set.copyOf(touched);
        }

        private boolean excuses(Call call) {
            return touched.contains(call.node())
                    && call.ended() >= from
                    && (to == Long.MAX_VALUE || call.began() <= to);
        }
    }

    private Trial(Fleet fleet, FaultRow row, List<Node> nodes, List<Customer> customers, SplittableRandom random) {
        this.fleet = fleet;
        this.row = row;
        this.nodes = nodes;
        this.customers = customers;
        this.random = random;
    }

    /** One on these nodes, with accounts that never run out of money. */
    static Trial on(Fleet fleet, FaultRow row, List<Node> nodes, SplittableRandom random)
            throws IOException, InterruptedException {
        return new Trial(fleet, row, nodes, fleet.customers(CUSTOMERS, RICH, nodes), random);
    }

    /** One whose accounts have so little that calls must be refused for it. */
    static Trial onLittleMoney(Fleet fleet, FaultRow row, String dollars, SplittableRandom random)
            throws IOException, InterruptedException {
        Trial trial = new Trial(fleet, row, fleet.nodes(), fleet.customers(1, dollars, fleet.nodes()), random);
        trial.moneyMayRunOut = true;
        return trial;
    }

    Fleet fleet() {
        return fleet;
    }

    FaultRow row() {
        return row;
    }

    List<Node> nodes() {
        return nodes;
    }

    List<Customer> customers() {
        return customers;
    }

    SplittableRandom random() {
        return random;
    }

    // ---- traffic

    /** Lets callers call all nodes of the trial until it is concluded. */
    Trial underLoad() {
        traffic = Traffic.on(nodes, customers, calls::add, random.split());
        return this;
    }

    /** The same, behind a load balancer. */
    Trial underBalancedLoad() {
        traffic = Traffic.balanced(nodes, customers, calls::add, random.split());
        return this;
    }

    void log(Call call) {
        calls.add(call);
    }

    /** How many calls have got their whole answer by now. */
    long whole() {
        return calls.stream().filter(Call::isWhole).count();
    }

    /** Waits until so many more calls have got their whole answer. */
    void awaitWhole(int more) {
        long before = whole();
        Await.until(more + " more calls are answered", RECOVERS_WITHIN, () -> whole() >= before + more);
    }

    /** Waits until so many calls that were begun since then have been refused. */
    void awaitRefusals(int many, long since) {
        Await.until(
                many + " calls are refused",
                RECOVERS_WITHIN,
                () -> calls.stream()
                                .filter(call -> call.began() >= since && call.outcome() instanceof Outcome.Refused)
                                .count()
                        >= many);
    }

    /** Lets traffic go on for a while. */
    void goOnFor(Duration time) throws InterruptedException {
        Thread.sleep(time);
    }

    /** Lets traffic go on for a random while. */
    void goOnForUpTo(Duration time) throws InterruptedException {
        Thread.sleep(random.nextLong(time.toMillis() + 1));
    }

    // ---- faults

    /** From now on calls to these nodes may fail. */
    Incident strike(Collection<Node> touched) {
        return strike(row, touched);
    }

    /** The same, as a fault of another row. */
    Incident strike(FaultRow other, Collection<Node> touched) {
        other.ran();
        Incident incident = new Incident(other, touched);
        incidents.add(incident);
        return incident;
    }

    /**
     * Waits until each node that was touched answers a call of every account and has stored it, which counts as the
     * recovery; a moment later, nothing excuses a failed call any more.
     */
    void awaitRecovered(Incident incident) {
        awaitRecovered(incident, incident.from);
    }

    /** The same, for a fault whose cause was taken away only then. */
    void awaitRecovered(Incident incident, long mended) {
        forEach(incident.touched, (node, customer) -> awaitStored(awaitServed(STEADY.getFirst(), node, customer)));
        long now = System.nanoTime();
        incident.row.recovered(Duration.ofNanos(now - mended));
        incident.to = now + AFTERMATH.toNanos();
    }

    /** Nothing recovers: whatever is excused is over now. */
    void over(Incident incident) {
        incident.to = System.nanoTime() + AFTERMATH.toNanos();
    }

    /** Waits until both nodes serve this model again. */
    void awaitModel(String model) {
        nodes.forEach(node -> awaitServed(model, node, customers.getFirst()));
    }

    private Call awaitServed(String model, Node node, Customer customer) {
        return Await.value(
                node + " answers",
                RECOVERS_WITHIN,
                () -> {
                    Call call = Caller.call(Caller.Wish.next(model, node, customer), true);
                    calls.add(call);
                    if (!call.isWhole()) {
                        Thread.sleep(10);
                    }
                    return call;
                },
                Call::isWhole);
    }

    private void awaitStored(Call call) {
        UUID id = Objects.requireNonNull(call.id());
        Await.until("the usage of " + id + " is stored", RECOVERS_WITHIN, () -> {
            try (Connection database = fleet.postgres().connect()) {
                return isStored(database, id) || pause();
            } catch (SQLException e) {
                return pause();
            }
        });
    }

    private static boolean pause() throws InterruptedException {
        Thread.sleep(5);
        return false;
    }

    private static boolean isStored(Connection database, UUID id) throws SQLException {
        try (PreparedStatement select = database.prepareStatement("""
                SELECT 1
                  FROM metering.usage_event
                 WHERE occurred_at = ?
                   AND event_id = ?
                """)) {
            select.setObject(1, UuidV7.instant(id).atOffset(ZoneOffset.UTC));
            select.setObject(2, id);
            try (ResultSet found = select.executeQuery()) {
                return found.next();
            }
        }
    }

    /** Measures how fast what waits in the journals is stored, from now on. */
    void measureDrain(FaultRow of) throws SQLException {
        try (Connection database = fleet.postgres().connect()) {
            long answered = whole();
            long before = stored(database);
            long start = System.nanoTime();
            Await.until(
                    "everything that waited is stored", RECOVERS_WITHIN, () -> stored(database) >= answered || pause());
            of.drained(stored(database) - before, Duration.ofNanos(System.nanoTime() - start));
        }
    }

    private long stored(Connection database) throws SQLException {
        return number(database, """
                SELECT count(*) FROM metering.usage_event WHERE account_id = ANY (?) AND end_reason = 1
                """);
    }

    /** What the accounts have that is neither spent nor held, in nano-dollars. */
    long money() {
        try (Connection database = fleet.postgres().connect()) {
            return number(database, """
                    SELECT coalesce(sum(balance - held), 0)
                      FROM billing.ledger_balance
                     WHERE account_id IN (SELECT id FROM billing.ledger_account WHERE account = ANY (?))
                    """);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private long number(Connection database, String sql) throws SQLException {
        try (PreparedStatement select = database.prepareStatement(sql)) {
            select.setArray(
                    1,
                    database.createArrayOf(
                            "uuid", customers.stream().map(Customer::account).toArray()));
            try (ResultSet found = select.executeQuery()) {
                found.next();
                return found.getLong(1);
            }
        }
    }

    /** How many calls that were begun in this time the node has answered wholly. */
    long answeredBy(Node node, long from, long to) {
        return calls.stream()
                .filter(call -> call.node().equals(node) && call.isWhole())
                .filter(call -> call.began() >= from && call.ended() <= to)
                .count();
    }

    /** Ends traffic and then, in order, this node, which is to be seen no more. */
    void retire(Node node) throws InterruptedException {
        if (traffic != null) {
            traffic.close();
        }
        node.terminate();
        node.awaitEnd();
    }

    // ---- the end

    /** Puts everything right, waits until all is quiet, compares, and fails if anything is not as it must be. */
    void conclude() throws IOException, InterruptedException, SQLException {
        if (traffic != null) {
            traffic.close();
        }
        fleet.heal();
        awaitQuiet();
        if (!moneyMayRunOut) {
            lastProbes();
            awaitQuiet();
        }
        List<Call> all = List.copyOf(calls);
        List<Finding> findings = new ArrayList<>();
        try (Connection database = fleet.postgres().connect()) {
            findings.addAll(
                    Oracle.compare(database, customers, all, fleet.provider().billed()));
        }
        fleet.ledgerProblems().forEach(problem -> findings.add(new Finding(Kind.DRIFT, 1, 0, problem)));
        all.stream()
                .filter(this::isPhantom)
                .forEach(call -> findings.add(new Finding(
                        Kind.PHANTOM,
                        1,
                        call.ended(),
                        "call " + call.number() + " on " + call.node() + ": " + call.outcome())));
        all.forEach(call -> rowAt(call.ended()).add(call));
        findings.forEach(finding -> rowAt(finding.at()).add(finding));
        fleet.provider().forget();
        if (!findings.isEmpty()) {
            throw new AssertionError(row.fault() + ": " + findings.size() + " things are not as they must be:\n"
                    + String.join(
                            "\n",
                            findings.stream()
                                    .limit(40)
                                    .map(finding -> finding.kind() + ": " + finding.sentence())
                                    .toList()));
        }
    }

    /** Nothing of this trial waits to be stored and nothing is held. What is still so after a long wait, the oracle sees. */
    void awaitQuiet() throws InterruptedException, SQLException {
        long deadline = System.nanoTime() + QUIET_WITHIN.toNanos();
        try (Connection database = fleet.postgres().connect()) {
            while (System.nanoTime() < deadline && !isQuiet(database)) {
                Thread.sleep(50);
            }
        }
    }

    private boolean isQuiet(Connection database) throws SQLException {
        for (Node node : nodes) {
            try {
                if (node.isAlive() && node.metric("ominigate_shipper_lag_seconds") != 0) {
                    return false;
                }
            } catch (IOException e) {
                return false;
            }
        }
        return number(database, """
                SELECT coalesce(sum(held), 0)
                  FROM billing.ledger_balance
                 WHERE account_id IN (SELECT id FROM billing.ledger_account WHERE account = ANY (?))
                """) == 0;
    }

    /** When all is well again and nobody else calls, every account is served by every node at the first try. */
    private void lastProbes() {
        forEach(
                nodes.stream().filter(Node::isAlive).toList(),
                (node, customer) -> calls.add(Caller.call(Caller.Wish.next(STEADY.getLast(), node, customer), false)));
    }

    /** Does something for each of these nodes and each account, all at once. */
    private void forEach(Collection<Node> some, BiConsumer<Node, Customer> work) {
        List<CompletableFuture<Void>> all = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Node node : some) {
                for (Customer customer : customers) {
                    all.add(CompletableFuture.runAsync(() -> work.accept(node, customer), threads));
                }
            }
        }
        all.forEach(CompletableFuture::join);
    }

    private boolean isPhantom(Call call) {
        return switch (call.outcome()) {
            case Outcome.Whole _, Outcome.Left _ -> false;
            case Outcome.Refused(int status, String _) when status == 402 && moneyMayRunOut -> false;
            case Outcome.Refused(int status, String _) when status < 500 -> true;
            case Outcome.Refused _, Outcome.Cut _, Outcome.Unanswered _ ->
                incidents.stream().noneMatch(incident -> incident.excuses(call));
        };
    }

    /** What happened then counts for the fault that had begun last. */
    private FaultRow rowAt(long time) {
        FaultRow at = row;
        for (Incident incident : incidents) {
            if (incident.from <= time) {
                at = incident.row;
            }
        }
        return time == 0 ? row : at;
    }
}
