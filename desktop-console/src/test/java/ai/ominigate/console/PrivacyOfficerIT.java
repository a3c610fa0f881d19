package ai.ominigate.console;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.model.staff.Role;
import javafx.scene.input.KeyCode;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** The privacy officer's day against the real backend with the demo's data, with the administrator as the second person. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PrivacyOfficerIT {

    private final RealGateway gateway = RealGateway.running();

    @Test
    @Order(1)
    void theOfficerReadsWhatIsMissingConfirmsAWindowAndPublishesTheListWithASecondPerson() {
        try (OpenConsole officer = gateway.signIn(Role.PRIVACY_OFFICER)) {
            finish(officer);
            gateway.stepUp(officer, Role.PRIVACY_OFFICER);
            officer.awaitWords("The list of subprocessors is not published.");
            Snapshots.keep("real-policy-finish-refused", officer);
            officer.fire("cancel");

            officer.go("retention");
            officer.awaitRows();
            officer.selectFirst();
            officer.awaitWords("Draft");
            officer.fire("retention-confirm");
            officer.type("reason", "Agreed with counsel");
            officer.fireLast("submit");
            officer.awaitWords("A second person is asked at Approvals.");

            officer.go("subprocessors");
            officer.awaitWords("Draft: no list is published");
            officer.fire("subprocessors-publish");
            officer.type("summary", "The first list.");
            officer.type("reason", "Every company was looked at");
            Snapshots.keep("real-subprocessors-publish", officer);
            officer.fireLast("submit");
            officer.awaitWords("A second person is asked at Approvals.");
        }
        try (OpenConsole second = gateway.signIn(Role.ADMIN)) {
            second.go("approvals");
            approve(second, "Publishes list 1 of the subprocessors");
            gateway.stepUp(second, Role.ADMIN);
            second.awaitWords("Approved, and done.");
            second.settle();
            approve(second, "which is a promise from now on");
            second.awaitWords("Approved, and done.");
            second.settle();
            second.go("retention");
            second.awaitRows();
            second.selectFirst();
            second.awaitWords("Confirmed");
            second.go("subprocessors");
            assertThat(second.hasWords("Draft: no list is published")).isFalse();
        }
    }

    @Test
    @Order(2)
    void theOfficerReadsWhatIsMissingByKeyboardAlone() {
        try (OpenConsole officer = gateway.signInByKeys(Role.PRIVACY_OFFICER)) {
            officer.press(KeyCode.G);
            officer.press(KeyCode.L);
            officer.settle();
            officer.awaitRows();
            officer.press(KeyCode.J);
            officer.settle();
            officer.press(KeyCode.J);
            officer.awaitWords("Before it is final");
            officer.press(KeyCode.F);
            officer.await("submit");
            officer.press(KeyCode.W);
            officer.press(KeyCode.CONTROL, KeyCode.TAB);
            officer.press(KeyCode.TAB);
            officer.press(KeyCode.SPACE);
            officer.await("stepUpCode");
            officer.settle();
            officer.typeHere(gateway.code(Role.PRIVACY_OFFICER));
            officer.press(KeyCode.ENTER);
            officer.awaitWords("is a draft.");
        }
    }

    /** The newest version is a draft in the demo; the one in force is below it. */
    private static void finish(OpenConsole officer) {
        officer.go("policy");
        officer.awaitRows();
        officer.selectFirst();
        officer.press(KeyCode.J);
        officer.awaitWords("Before it is final");
        officer.fire("policy-finish");
        officer.type("reason", "Everything is agreed");
        officer.fireLast("submit");
    }

    private static void approve(OpenConsole second, String effect) {
        second.awaitRows();
        second.focus("rows");
        for (int row = 0; row < second.rows(); row++) {
            second.press(KeyCode.J);
            second.settle();
            if (!second.isDisabled("approvals-approve") && second.hasWords(effect)) {
                break;
            }
        }
        second.fire("approvals-approve");
        second.awaitWords(effect);
        second.fireLast("submit");
    }
}
