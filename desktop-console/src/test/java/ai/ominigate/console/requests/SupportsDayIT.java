package ai.ominigate.console.requests;

import ai.ominigate.console.OpenConsole;
import ai.ominigate.console.RealGateway;
import ai.ominigate.console.Screen;
import ai.ominigate.model.staff.Role;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import javafx.scene.input.KeyCode;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Support's day against the real backend, by keyboard alone: what comes by mail goes to its end, with a second person. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SupportsDayIT {

    private static final long PATIENCE_SECONDS = 60;
    private static final Pattern REFERENCE = Pattern.compile("(PR-\\d{6})");
    private static final Pattern CODE = Pattern.compile("\\b([A-Z0-9]{4}-[A-Z0-9]{4}-[A-Z0-9]{4})\\b");
    private static final String UNASSIGNED = "ominigate://requests?assignee=NOBODY";
    private static final String AWAITING = "ominigate://requests?awaiting=true";

    private final RealGateway gateway = RealGateway.running();

    /** Stays at work beside those who ask; null before somebody needs them. */
    private @Nullable OpenConsole lead;

    @AfterAll
    void goHome() {
        if (lead != null) {
            lead.close();
        }
    }

    @Test
    void anAccessRequestGoesFromMailToDelivery() throws Exception {
        Correspondent customer = new Correspondent(gateway);
        String account = customer.signUp();
        customer.write(
                "My data", "Please send me a copy of all personal data that you hold about me (GDPR article 15).");
        String reference = customer.inLetter(REFERENCE);

        try (OpenConsole support = gateway.signInByKeys(Role.SUPPORT)) {
            open(support, UNASSIGNED, reference);
            sayWhose(support, account, "It came from the account’s address.");
            support.palette("Send identity code");
            support.await("submit");
            support.settle();
            support.press(KeyCode.CONTROL, KeyCode.ENTER);
            awaitState(support, "Awaiting identity");
            support.press(KeyCode.D);
            support.fill("readCode", customer.inLetter(CODE));
            support.press(KeyCode.CONTROL, KeyCode.ENTER);
            awaitState(support, "Verified");
            for (String next : List.of("Triaged", "In progress", "Prepared", "Awaiting approval")) {
                support.press(KeyCode.D);
                giveReason(support, "A copy is all that she asks for.");
                awaitState(support, next);
            }
            approve(reference);
            support.front();
            awaitState(support, "Delivered", "Done");
            Screen.picture("real-request-delivered", support.scene());
        }
    }

    /** Says whose data a request is about, from the request. */
    private static void sayWhose(OpenConsole support, String account, String reason) {
        support.press(KeyCode.D);
        support.fill("account", account);
        giveReason(support, reason);
        support.awaitWords("Done: Triage request.");
    }

    @Test
    void aDeletionGoesFromMailToDone() throws Exception {
        Correspondent owner = new Correspondent(gateway);
        String account = owner.signUp();
        Correspondent withoutTheirMailbox = new Correspondent(gateway);
        withoutTheirMailbox.write(
                "Delete my account", "Please delete my account and all my personal data (GDPR article 17).");
        String reference = withoutTheirMailbox.inLetter(REFERENCE);

        try (OpenConsole support = gateway.signInByKeys(Role.SUPPORT)) {
            open(support, UNASSIGNED, reference);
            sayWhose(support, account, "She has sent an invoice.");
            support.palette("Vouch for them");
            giveReason(support, "She knows the account’s last invoices.");
            support.awaitWords("Done: Ask a second person.");
            approve(reference);
            support.front();
            awaitState(support, "Verified");
            for (String next : List.of("Triaged", "In progress", "Prepared", "Awaiting approval")) {
                support.press(KeyCode.D);
                if (next.equals("Awaiting approval")) {
                    // Whom it deletes is typed, not chosen.
                    support.fill("email", owner.address());
                }
                giveReason(support, "As it should be.");
                awaitState(support, next);
            }
            approve(reference);
            support.front();
            awaitState(support, "Scheduled");
            Screen.picture("real-deletion-scheduled", support.scene());
            letThreeDaysPass(reference);
            awaitState(support, "Done");
            Screen.picture("real-deletion-done", support.scene());
        }
    }

    /** In which whoever is to be forgotten can call it off. */
    private void letThreeDaysPass(String reference) throws IOException, SQLException {
        try (Connection database = gateway.database();
                PreparedStatement update = database.prepareStatement("""
                        WITH scheduled AS (
                            UPDATE privacy.request SET scheduled_for = now() WHERE number = ? RETURNING id)
                        UPDATE privacy.leg SET next_try_at = now()
                        WHERE next_try_at > now() AND request IN (SELECT id FROM scheduled)
                        """)) {
            update.setInt(1, Integer.parseInt(reference.substring("PR-".length())));
            update.executeUpdate();
        }
    }

    /** Finds it among the rows that a link shows, by keys. */
    private static void open(OpenConsole console, String among, String reference) {
        console.palette(among);
        console.press(KeyCode.F5);
        console.settle();
        console.goToRow(reference);
        console.press(KeyCode.ENTER);
        console.await("requests-letter");
        console.settle();
    }

    private static void giveReason(OpenConsole console, String reason) {
        console.fill("reason", reason);
        console.press(KeyCode.CONTROL, KeyCode.ENTER);
    }

    /** As the second person, who shows a fresh code the first time. */
    private void approve(String reference) {
        OpenConsole known = lead;
        OpenConsole second = known == null ? gateway.signInByKeys(Role.SUPPORT_LEAD) : known;
        lead = second;
        second.front();
        open(second, AWAITING, reference);
        second.palette("Approve…");
        second.await("submit");
        second.settle();
        second.press(KeyCode.CONTROL, KeyCode.ENTER);
        if (known == null) {
            second.fill("stepUpCode", gateway.code(Role.SUPPORT_LEAD));
            second.press(KeyCode.ENTER);
        }
        second.awaitWords("Done: Approve.");
    }

    private static void awaitState(OpenConsole console, String... anyOf) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!List.of(anyOf).contains(console.text("state"))) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("Not " + String.join(" or ", anyOf) + ". What is there: " + console.words());
            }
            console.press(KeyCode.F5);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(500));
        }
        console.settle();
    }
}
