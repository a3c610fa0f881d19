package ai.ominigate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.ominigate.platform.CannotStart;
import io.micronaut.context.ApplicationContext;
import io.micronaut.context.env.Environment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CredentialsTest {
    @TempDir
    private Path folder;

    @Test
    void eachFileIsTheSettingThatItsVariableWouldBe() throws IOException {
        Files.writeString(folder.resolve("OMINIGATE_DATABASE_PASSWORD"), "s3cret\n");
        Files.writeString(folder.resolve("ominigate_STRIPE_SECRET_KEY"), "sk_live_1");
        Files.writeString(folder.resolve("of-another-program"), "ours is not this");

        try (ApplicationContext context = ApplicationContext.builder().build()) {
            Environment settings = context.getEnvironment().start();
            settings.addPropertySource(Credentials.in(folder));

            assertThat(settings.getProperty("ominigate.database.password", String.class))
                    .hasValue("s3cret");
            assertThat(settings.getProperty("stripe.secret-key", String.class)).hasValue("sk_live_1");
            assertThat(settings.containsProperty("of-another-program")).isFalse();
        }
    }

    @Test
    void aFolderThatIsNotThereStopsTheStart() {
        assertThatThrownBy(() -> Credentials.in(folder.resolve("nowhere")))
                .isInstanceOf(CannotStart.class)
                .hasMessageContaining("CREDENTIALS_DIRECTORY");
    }
}
