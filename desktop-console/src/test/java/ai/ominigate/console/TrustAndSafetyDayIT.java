package ai.ominigate.console;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.model.staff.Role;
import java.time.Duration;
import javafx.scene.input.KeyCode;
import org.junit.jupiter.api.Test;

/** Trust and safety's day against the real backend with the demo's data: what they decide is what the gateway does. */
class TrustAndSafetyDayIT {

    private static final String FLAGGED = "ominigate://abuse?status=NEW&kind=NETWORK";
    private static final String APPEALS = "ominigate://decisions?tab=appeals&status=OPEN";
    private static final String ALLOWED = "ominigate://decisions?tab=allowed&state=IN_FORCE";
    private static final String OFFICE = "We are an office of two hundred people";
    private static final String BLOCKED = "403 blocked";
    private static final Duration AT_ONCE = Duration.ofSeconds(1);

    private final RealGateway gateway = RealGateway.running();

    @Test
    void aFlaggedAddressIsBlockedAndACustomerIsLetThroughAndTheBlockIsLiftedAgain() throws Exception {
        Caller caller = new Caller(gateway);
        try (OpenConsole analyst = gateway.signIn(Role.TRUST_SAFETY);
                OpenConsole lead = gateway.signIn(Role.TRUST_SAFETY_LEAD)) {
            analyst.front();
            analyst.follow(FLAGGED);
            analyst.focus("rows");
            analyst.goToRow("network:2001");
            analyst.press(KeyCode.ENTER);
            analyst.await("choice-BLOCK_NETWORK");
            analyst.fire("abuse-claim");
            analyst.awaitWords("The case is yours for a quarter of an hour.");
            analyst.fire("abuse-network");
            String address = bare(analyst);
            Snapshots.keep("real-network", analyst);
            assertThat(caller.callFrom(address)).isEqualTo("200");

            analyst.press(KeyCode.ALT, KeyCode.LEFT);
            analyst.fire("choice-BLOCK_NETWORK");
            analyst.await("impact-title");
            analyst.type("decide-reason", "Guesses passwords");
            Snapshots.keep("real-abuse-decision", analyst);
            analyst.fire("decide-submit");
            analyst.awaitWords("Block the network: 2001");
            assertThat(caller.until(BLOCKED, address)).isLessThan(AT_ONCE);

            lead.front();
            allowTheCustomer(lead);
            assertThat(caller.until("200", address)).isLessThan(AT_ONCE);
            takeOffTheList(lead);
            assertThat(caller.until(BLOCKED, address)).isLessThan(AT_ONCE);

            analyst.front();
            analyst.follow("ominigate://decisions?tab=decisions&action=BLOCK_NETWORK&state=IN_FORCE");
            analyst.selectFirst();
            analyst.fire("abuse-lift");
            analyst.fireLast("submit");
            analyst.awaitWords("It is lifted.");
            assertThat(caller.until("200", address)).isLessThan(AT_ONCE);
        }
    }

    /** Looks the demo's customer up, opens a case about them by hand, and decides it. */
    private void allowTheCustomer(OpenConsole lead) {
        lead.go("customers");
        lead.type("value", gateway.demo().path("customer").path("email").asText());
        lead.choose("purpose", 0);
        lead.fire("customers-search");
        lead.fire("customers-open-case");
        lead.type("words", "Their bank vouches for them");
        lead.fireLast("submit");
        lead.awaitWords("The case is open.");
        lead.fire("choice-ALLOW");
        lead.fire("length-PT2160H");
        lead.type("decide-reason", "A bank’s own programs");
        Snapshots.keep("real-abuse-allow", lead);
        lead.fire("decide-submit");
        lead.awaitWords("Allow-list: ");
    }

    private static void takeOffTheList(OpenConsole lead) {
        lead.follow(ALLOWED);
        lead.selectFirst();
        Snapshots.keep("real-allow-list", lead);
        lead.fire("abuse-lift");
        lead.fireLast("submit");
        lead.awaitWords("It is lifted.");
    }

    @Test
    void anAppealIsDecidedBySomebodyWhoHadNoHandInTheDecision() {
        try (OpenConsole analyst = gateway.signIn(Role.TRUST_SAFETY);
                OpenConsole lead = gateway.signIn(Role.TRUST_SAFETY_LEAD)) {
            analyst.front();
            analyst.follow(APPEALS);
            analyst.focus("rows");
            analyst.goToRow(OFFICE);
            analyst.awaitWords("You had a hand in the decision, so somebody else decides the appeal.");
            assertThat(analyst.shows("abuse-overturn")).isFalse();

            lead.front();
            lead.follow(APPEALS);
            lead.focus("rows");
            lead.goToRow(OFFICE);
            lead.awaitWords(OFFICE);
            Snapshots.keep("real-appeal", lead);
            lead.fire("abuse-overturn");
            lead.type("reason", "They are who they say they are");
            lead.fireLast("submit");
            lead.awaitWords("The decision is undone.");
        }
    }

    @Test
    void theWholeDayIsDoneByKeyboardAlone() throws Exception {
        Caller caller = new Caller(gateway);
        try (OpenConsole analyst = gateway.signInByKeys(Role.TRUST_SAFETY);
                OpenConsole lead = gateway.signInByKeys(Role.TRUST_SAFETY_LEAD)) {
            analyst.front();
            analyst.palette(FLAGGED);
            analyst.awaitRows();
            analyst.goToRow("198.51.100");
            analyst.press(KeyCode.ENTER);
            analyst.await("choice-BLOCK_NETWORK");
            analyst.press(KeyCode.C);
            analyst.awaitWords("The case is yours for a quarter of an hour.");
            analyst.settle();
            analyst.press(KeyCode.I);
            String address = bare(analyst);
            assertThat(caller.callFrom(address)).isEqualTo("200");
            analyst.press(KeyCode.ALT, KeyCode.LEFT);
            analyst.await("choice-BLOCK_NETWORK");
            analyst.press(KeyCode.DIGIT2);
            analyst.await("impact-title");
            analyst.typeHere("Guesses passwords");
            analyst.press(KeyCode.CONTROL, KeyCode.ENTER);
            analyst.awaitWords("Block the network: 198.51.100.•••.");
            assertThat(caller.until(BLOCKED, address)).isLessThan(AT_ONCE);

            analyst.palette("ominigate://decisions?tab=decisions&action=BLOCK_NETWORK&state=IN_FORCE");
            analyst.awaitRows();
            analyst.press(KeyCode.J);
            analyst.settle();
            analyst.press(KeyCode.P);
            analyst.await("words");
            analyst.settle();
            analyst.typeHere("It was our own penetration test.");
            analyst.press(KeyCode.CONTROL, KeyCode.ENTER);
            analyst.awaitWords("The appeal is recorded.");

            lead.front();
            lead.palette(APPEALS);
            lead.awaitRows();
            lead.press(KeyCode.J);
            lead.settle();
            lead.awaitWords("It was our own penetration test.");
            lead.press(KeyCode.O);
            lead.await("reason");
            lead.settle();
            lead.typeHere("They have shown their contract");
            lead.press(KeyCode.CONTROL, KeyCode.ENTER);
            lead.awaitWords("The decision is undone.");
            assertThat(caller.until("200", address)).isLessThan(AT_ONCE);

            allowTheCustomerByKeyboard(lead);
            lead.palette(ALLOWED);
            lead.awaitRows();
            lead.press(KeyCode.J);
            lead.settle();
            lead.press(KeyCode.L);
            lead.await("submit");
            lead.settle();
            lead.press(KeyCode.CONTROL, KeyCode.ENTER);
            lead.awaitWords("It is lifted.");
        }
    }

    private void allowTheCustomerByKeyboard(OpenConsole lead) {
        lead.press(KeyCode.G);
        lead.press(KeyCode.C);
        lead.await("value");
        lead.settle();
        lead.typeHere(gateway.demo().path("customer").path("email").asText());
        lead.press(KeyCode.TAB);
        lead.press(KeyCode.TAB);
        lead.press(KeyCode.DOWN);
        lead.press(KeyCode.TAB);
        lead.press(KeyCode.SPACE);
        lead.await("customers-open-case");
        lead.settle();
        lead.palette("Open a case…");
        lead.await("words");
        lead.settle();
        lead.typeHere("Their bank vouches for them");
        lead.press(KeyCode.CONTROL, KeyCode.ENTER);
        lead.await("choice-ALLOW");
        lead.settle();
        lead.press(KeyCode.DIGIT7);
        lead.settle();
        // From the reason, where one is now, back to the length.
        lead.press(KeyCode.SHIFT, KeyCode.TAB);
        lead.typeHere("90 d");
        lead.press(KeyCode.TAB);
        lead.typeHere("A bank’s own programs");
        lead.press(KeyCode.CONTROL, KeyCode.ENTER);
        lead.awaitWords("Allow-list: ");
    }

    private static String bare(OpenConsole console) {
        String network = console.text("network");
        return network.substring(0, network.indexOf('/'));
    }
}
