package ai.ominigate.console;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.model.staff.Role;
import java.util.UUID;
import javafx.scene.input.KeyCode;
import org.junit.jupiter.api.Test;

/** The administrator's day against the real backend with the demo's data, by keyboard alone. */
class AdministratorsDayIT {

    private final RealGateway gateway = RealGateway.running();

    @Test
    void theAdministratorInvitesAColleagueReviewsAccessAndLooksHowTheSystemDoes() {
        try (OpenConsole admin = gateway.signIn(Role.ADMIN)) {
            admin.press(KeyCode.G);
            admin.press(KeyCode.T);
            admin.settle();
            invite(admin);
            review(admin);
            admin.press(KeyCode.G);
            admin.press(KeyCode.H);
            admin.awaitWords("Forgotten people");
            Snapshots.keep("real-admin-health", admin);
        }
    }

    private static void invite(OpenConsole admin) {
        admin.press(KeyCode.I);
        admin.await("inviteEmail");
        admin.settle();
        to(admin, "inviteEmail");
        admin.typeHere("new-" + UUID.randomUUID() + "@ominigate.example");
        to(admin, "inviteName");
        admin.typeHere("Hedy");
        to(admin, "role-SUPPORT");
        admin.press(KeyCode.SPACE);
        to(admin, "reason");
        admin.typeHere("We are too few.");
        admin.press(KeyCode.CONTROL, KeyCode.ENTER);
        admin.awaitWords("Hand this token over");
        Snapshots.keep("real-admin-invited", admin);
        admin.press(KeyCode.ESCAPE);
        admin.settle();
    }

    /** Of whoever was looked at longest ago and is not the administrator. */
    private static void review(OpenConsole admin) {
        admin.press(KeyCode.CONTROL, KeyCode.K);
        admin.await("paletteField");
        admin.settle();
        admin.typeHere("ominigate://staff?tab=access");
        admin.settle();
        admin.press(KeyCode.ENTER);
        admin.settle();
        admin.press(KeyCode.HOME);
        admin.press(KeyCode.DOWN);
        for (int rows = 0; rows < 10 && (!admin.shows("staff-review") || admin.isDisabled("staff-review")); rows++) {
            admin.press(KeyCode.DOWN);
            admin.settle();
        }
        admin.press(KeyCode.E);
        admin.await("reason");
        admin.settle();
        to(admin, "reason");
        admin.typeHere("The quarter is over.");
        admin.press(KeyCode.CONTROL, KeyCode.ENTER);
        admin.awaitWords("Confirmed, and written down.");
        Snapshots.keep("real-admin-review", admin);
    }

    private static void to(OpenConsole admin, String field) {
        for (int fields = 0; fields < 15 && !admin.isFocused(field); fields++) {
            admin.press(KeyCode.TAB);
        }
        assertThat(admin.isFocused(field)).as(field).isTrue();
    }
}
