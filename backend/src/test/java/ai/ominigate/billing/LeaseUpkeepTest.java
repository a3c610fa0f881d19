package ai.ominigate.billing;

import static ai.ominigate.billing.Books.CENT;
import static ai.ominigate.billing.Books.DOLLAR;
import static ai.ominigate.billing.Books.SETTINGS;
import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.Await;
import ai.ominigate.platform.Notifications;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** What happens to leases without anybody asking for it. */
@TestInstance(Lifecycle.PER_CLASS)
class LeaseUpkeepTest {
    private final Books books = new Books();

    @AfterEach
    void theBooksAgree() {
        books.assertInOrder();
    }

    @AfterAll
    void close() {
        books.close();
    }

    private LeaseUpkeep upkeep(Books.Node node, LeaseSettings settings, Notifications notifications) {
        return new LeaseUpkeep(
                node.holds(), new LeaseStore(books.database.dataSource(), node.seat()), settings, notifications);
    }

    @Test
    void anIdleSliceComesBackByItself() {
        UUID account = books.accountWith(8 * DOLLAR);
        LeaseSettings hasty = with(Duration.ofMillis(1), SETTINGS.life(), SETTINGS.heartbeat());
        Books.Node node = books.start(Books.id(), hasty, System::nanoTime, books.database.dataSource());
        try (Notifications notifications = new Notifications(books.database.dataSource());
                LeaseUpkeep _ = upkeep(node, hasty, notifications)) {
            node.held(account, CENT).release();
            Await.until("nothing is held", () -> books.balance(account).held() == 0);
        }
    }

    @Test
    void leasesAreRenewedByTheHeartbeat() {
        UUID account = books.accountWith(8 * DOLLAR);
        LeaseSettings lively = with(SETTINGS.idle(), Duration.ofMinutes(10), Duration.ofMillis(10));
        Books.Node node = books.start(Books.id(), lively, System::nanoTime, books.database.dataSource());
        try (Notifications notifications = new Notifications(books.database.dataSource());
                LeaseUpkeep _ = upkeep(node, lively, notifications)) {
            node.held(account, CENT).release();
            long first = heartbeat(node);
            Await.until("the node is heard of again", () -> heartbeat(node) > first);
        }
    }

    @Test
    void anotherNodeGetsWhatItNeedsByItself() {
        UUID account = books.accountWith(8 * DOLLAR);
        Books.Node one = books.start(Books.id());
        Books.Node two = books.start(Books.id());
        try (Notifications notifications = new Notifications(books.database.dataSource());
                LeaseUpkeep _ = upkeep(one, SETTINGS, notifications)) {
            one.held(account, CENT).release();
            Await.until("all can be held", () -> two.answer(account, 8 * DOLLAR) instanceof HoldAnswer.Held);
        }
        two.holds().stop();
    }

    @Test
    void theEndOfTheProcessGivesEverythingBack() {
        UUID account = books.accountWith(8 * DOLLAR);
        Books.Node node = books.start(Books.id());
        try (Notifications notifications = new Notifications(books.database.dataSource())) {
            LeaseUpkeep upkeep = upkeep(node, SETTINGS, notifications);
            node.held(account, CENT).release();
            upkeep.close();
        }
        assertThat(books.balance(account).held()).isZero();
        assertThat(books.number("SELECT count(*) FROM billing.node WHERE stopped_at IS NOT NULL AND node_id = '"
                        + node.seat().node() + "'"))
                .isEqualTo(1);
    }

    private static LeaseSettings with(Duration idle, Duration life, Duration heartbeat) {
        return new LeaseSettings(
                SETTINGS.maxSliceNanos(),
                SETTINGS.cover(),
                idle,
                life,
                heartbeat,
                SETTINGS.recallPatience(),
                SETTINGS.patience(),
                SETTINGS.rest());
    }

    private long heartbeat(Books.Node node) {
        return books.number(
                "SELECT (extract(epoch FROM heartbeat_at) * 1000)::bigint FROM billing.node WHERE node_id = '"
                        + node.seat().node() + "'");
    }
}
