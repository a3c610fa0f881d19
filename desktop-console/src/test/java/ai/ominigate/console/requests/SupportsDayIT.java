package ai.ominigate.console.requests;

import ai.ominigate.console.OpenConsole;
import ai.ominigate.console.RealGateway;
import ai.ominigate.console.Screen;
import ai.ominigate.model.staff.Role;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import javafx.scene.input.KeyCode;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Support's day against the real backend: what comes by mail goes to its end, with a second person. */
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

        try (OpenConsole support = gateway.signIn(Role.SUPPORT)) {
            open(support, UNASSIGNED, reference);
            support.fire("requests-next");
            support.type("account", account);
            support.type("reason", "It came from the account’s address.");
            support.fire("submit");
            support.awaitWords("Done: Triage request.");
            support.fire("requests-ask-code");
            support.fire("submit");
            awaitState(support, "Awaiting identity");
            support.fire("requests-next");
            support.type("readCode", customer.inLetter(CODE));
            support.fire("submit");
            awaitState(support, "Verified");
            step(support, "She is a customer.", "Triaged");
            step(support, "It is complete.", "In progress");
            step(support, "A copy is all that she asks for.", "Prepared");
            step(support, "Nothing stands in the way.", "Awaiting approval");
            approve(reference);
            support.front();
            awaitState(support, "Delivered", "Done");
            Screen.picture("real-request-delivered", support.scene());
        }
    }

    @Test
    void aDeletionGoesFromMailToDoneByKeyboardAlone() throws Exception {
        String account = new Correspondent(gateway).signUp();
        Correspondent withoutTheirMailbox = new Correspondent(gateway);
        withoutTheirMailbox.write(
                "Delete my account", "Please delete my account and all my personal data (GDPR article 17).");
        String reference = withoutTheirMailbox.inLetter(REFERENCE);

        try (OpenConsole support = gateway.signIn(Role.SUPPORT)) {
            open(support, UNASSIGNED, reference);
            support.press(KeyCode.D);
            support.await("account");
            support.settle();
            support.press(KeyCode.TAB);
            support.press(KeyCode.TAB);
            support.typeHere(account);
            giveReason(support, "She has sent an invoice.");
            support.awaitWords("Done: Triage request.");
            palette(support, "Vouch for them");
            giveReason(support, "She knows the account’s last invoices.");
            support.awaitWords("Done: Ask a second person.");
            approve(reference);
            support.front();
            awaitState(support, "Verified");
            for (String next : List.of("Triaged", "In progress", "Prepared", "Awaiting approval")) {
                support.press(KeyCode.D);
                giveReason(support, "As it should be.");
                awaitState(support, next);
            }
            approve(reference);
            support.front();
            awaitState(support, "Done");
            Screen.picture("real-deletion-done", support.scene());
        }
    }

    /** Finds it among the rows that a link shows, by keys. */
    private static void open(OpenConsole console, String among, String reference) {
        palette(console, among);
        console.press(KeyCode.F5);
        console.settle();
        console.focus("rows");
        console.goToRow(reference);
        console.press(KeyCode.ENTER);
        console.await("requests-letter");
        console.settle();
    }

    private static void palette(OpenConsole console, String typed) {
        console.press(KeyCode.CONTROL, KeyCode.K);
        console.await("paletteField");
        console.settle();
        console.typeHere(typed);
        console.settle();
        console.press(KeyCode.ENTER);
        console.settle();
    }

    private static void step(OpenConsole console, String reason, String state) {
        console.fire("requests-next");
        console.type("reason", reason);
        console.fire("submit");
        awaitState(console, state);
    }

    private static void giveReason(OpenConsole console, String reason) {
        console.await("reason");
        console.settle();
        for (int fields = 0; fields < 10 && !console.isFocused("reason"); fields++) {
            tab(console);
        }
        console.typeHere(reason);
        console.press(KeyCode.CONTROL, KeyCode.ENTER);
    }

    /** In text of several lines, a tab by itself is text. */
    private static void tab(OpenConsole console) {
        if (console.isFocused("scope") || console.isFocused("answer")) {
            console.press(KeyCode.CONTROL, KeyCode.TAB);
        } else {
            console.press(KeyCode.TAB);
        }
    }

    /** As the second person, who shows a fresh code the first time. */
    private void approve(String reference) {
        OpenConsole known = lead;
        OpenConsole second = known == null ? gateway.signIn(Role.SUPPORT_LEAD) : known;
        lead = second;
        second.front();
        open(second, AWAITING, reference);
        second.fire("requests-agree");
        second.fire("submit");
        if (known == null) {
            gateway.stepUp(second, Role.SUPPORT_LEAD);
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
