package ai.ominigate.gateway;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Marks tests that call {@link GatewayFixture#running}, which is stopped after the last of them. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(CallsTheGateway.Lifetime.class)
@interface CallsTheGateway {

    /** Ties the life of the fixture to that of the JVM that runs tests, class by class. */
    final class Lifetime implements BeforeAllCallback {
        @Override
        public void beforeAll(ExtensionContext context) {
            context.getStore(
                            ExtensionContext.StoreScope.LAUNCHER_SESSION,
                            ExtensionContext.Namespace.create(GatewayFixture.class))
                    .getOrComputeIfAbsent("running", key -> (AutoCloseable) GatewayFixture.running()::close);
        }
    }
}
