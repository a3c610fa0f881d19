package ai.ominigate.console;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.model.staff.Role;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javafx.scene.input.KeyCode;
import org.junit.jupiter.api.Test;

/** The auditor's day against the real backend: reads what was done, has the log prove itself, and takes it home. */
class AuditorsDayIT {

    private static final String EXPORTED = "ominigate-audit-log.zip";

    private final RealGateway gateway = RealGateway.running();

    @Test
    void theAuditorFiltersVerifiesAndTakesALogHomeThatProvesItselfWithoutAServer() throws Exception {
        try (OpenConsole auditor = gateway.signIn(Role.AUDITOR)) {
            auditor.go("audit");
            auditor.type("filter-action", "session");
            auditor.focus("filter-action");
            auditor.press(KeyCode.ENTER);
            auditor.settle();
            assertThat(auditor.rows()).isPositive();
            assertThat(auditor.hasWords("case.open")).isFalse();
            auditor.selectFirst();
            Snapshots.keep("real-audit-filtered", auditor);

            auditor.fire("audit-verify");
            auditor.awaitWords("It is what was written");
            Snapshots.keep("real-audit-verified", auditor);
            auditor.fireLast("cancel");
            auditor.fire("audit-export");
            auditor.awaitWords(EXPORTED);
            provesItself(auditor);
        }
    }

    @Test
    void theAuditorDoesTheSameByKeyboardAlone() throws Exception {
        try (OpenConsole auditor = gateway.signInByKeys(Role.AUDITOR)) {
            auditor.press(KeyCode.G);
            auditor.press(KeyCode.A);
            auditor.settle();
            auditor.press(KeyCode.SLASH);
            auditor.settle();
            auditor.tabTo("filter-action");
            auditor.typeHere("session");
            auditor.press(KeyCode.ENTER);
            auditor.settle();
            assertThat(auditor.rows()).isPositive();
            assertThat(auditor.hasWords("case.open")).isFalse();
            auditor.tabTo("rows");
            auditor.press(KeyCode.SHIFT, KeyCode.V);
            auditor.awaitWords("It is what was written");
            auditor.press(KeyCode.ESCAPE);
            auditor.settle();
            auditor.press(KeyCode.SHIFT, KeyCode.E);
            auditor.awaitWords(EXPORTED);
            provesItself(auditor);
        }
    }

    private void provesItself(OpenConsole auditor) throws Exception {
        List<Path> saved = auditor.saved();
        assertThat(saved).hasSize(1);
        String key = Files.readAllLines(gateway.data().resolve("audit").resolve("trusted-keys")).stream()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .findFirst()
                .orElseThrow();
        assertThat(gateway.command("audit", "verify-bundle", saved.getFirst().toString(), "--key", key))
                .isZero();
    }
}
