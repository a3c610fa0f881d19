package ai.ominigate.customer;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.RunningOminiGate;
import ai.ominigate.customer.profile.Newcomer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;

/**
 * One OminiGate for all tests of what customers do, as starting one takes longer than most of them; and one that is the demo,
 * with models and a mail server. Everybody has an address of their own, and tests bring accounts of their own.
 */
public final class SharedOminiGate implements BeforeAllCallback, AfterAllCallback {
    private static @Nullable Store ofAllTests;

    /** The one of this JVM, in tests that this extends. Its letters wait in the database. */
    public static RunningOminiGate get() {
        return started("plain", Newcomer.APART);
    }

    /** The one that is the demo. Its letters go to the mail server of the demo. */
    public static RunningOminiGate demo() {
        Map<String, Object> settings = new HashMap<>(Newcomer.APART);
        settings.put("ominigate.demo", true);
        return started("demo", settings);
    }

    private static RunningOminiGate started(String name, Map<String, Object> settings) {
        if (ofAllTests == null) {
            throw new IllegalStateException("the test is not extended with SharedOminiGate");
        }
        return ofAllTests.getOrComputeIfAbsent(name, key -> new Started(settings), Started.class).ominigate;
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        ofAllTests = context.getRoot().getStore(Namespace.create(SharedOminiGate.class));
    }

    @Override
    public void afterAll(ExtensionContext context) throws SQLException {
        for (String name : new String[] {"plain", "demo"}) {
            Started started = context.getRoot()
                    .getStore(Namespace.create(SharedOminiGate.class))
                    .get(name, Started.class);
            if (started != null) {
                assertThat(started.ominigate.leaks())
                        .as("personal data in clear")
                        .isEmpty();
                started.ominigate.forgetAnswers();
            }
        }
    }

    /** Stopped when the last test of the JVM has run. */
    private static final class Started implements AutoCloseable {
        private final RunningOminiGate ominigate;

        Started(Map<String, Object> settings) {
            try {
                ominigate = RunningOminiGate.with(settings);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void close() throws IOException {
            ominigate.close();
        }
    }
}
