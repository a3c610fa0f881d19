package ai.ominigate.abuse.decision;

import ai.ominigate.customer.identity.Bar;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Keeps those from signing up and in whom a decision shuts out. */
@Singleton
final class CustomersBar implements Bar {
    private final Enforcement enforcement;
    private final InstantSource clock;

    CustomersBar(Enforcement enforcement, InstantSource clock) {
        this.enforcement = enforcement;
        this.clock = clock;
    }

    /** Also whoever would have to do something first that nobody offers. */
    @Override
    public boolean isShut(Way way, byte[] address, @Nullable UUID account) {
        Face face = switch (way) {
            case SIGN_UP -> Face.SIGN_UP;
            case SIGN_IN -> Face.SIGN_IN;
        };
        return !(enforcement.mayEnter(face, address, account, clock.millis()) instanceof Entry.Open);
    }

    @Override
    public boolean isKeyShut(UUID key, UUID account, byte[] address) {
        long now = clock.millis();
        return enforcement.block(address, key, account, now) != null
                || enforcement.suspension(key, account, now) != null;
    }
}
