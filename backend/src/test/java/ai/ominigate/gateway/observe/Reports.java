package ai.ominigate.gateway.observe;

import ai.ominigate.catalog.CancelPolicy;
import ai.ominigate.catalog.Catalogue;
import ai.ominigate.catalog.Dialect;
import ai.ominigate.catalog.Model;
import ai.ominigate.catalog.Price;
import ai.ominigate.catalog.Provider;
import ai.ominigate.catalog.Rates;
import ai.ominigate.catalog.TokenCounts;
import ai.ominigate.catalog.Upstream;
import ai.ominigate.metering.EndReason;
import java.net.URI;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Calls as the gateway reports them. */
final class Reports {
    private static final Model FAST = model("fast");

    private Reports() {}

    /** A catalogue with the one model {@code fast}. */
    static Catalogue catalogue() {
        return new Catalogue() {
            @Override
            public @Nullable Model find(String name) {
                return name.equals(FAST.name()) ? FAST : null;
            }

            @Override
            public Collection<Model> models() {
                return List.of(FAST);
            }

            @Override
            public boolean admits(Provider provider) {
                return true;
            }

            @Override
            public @Nullable String whyNobodyMayServe(String name) {
                return null;
            }

            @Override
            public Collection<Provider> providers() {
                return List.of();
            }

            @Override
            public @Nullable String whyNotCallable(String name) {
                return null;
            }
        };
    }

    static CallReport streamed(TokenCounts tokens) {
        return new CallReport(
                "req_1",
                Instant.EPOCH,
                "chat",
                "fast",
                "acme",
                "acme-fast-1",
                true,
                200,
                EndReason.DONE,
                null,
                tokens,
                2_500_000,
                3_000_000_000L,
                500_000_000,
                150_000,
                1);
    }

    static CallReport broken() {
        return new CallReport(
                "req_2",
                Instant.EPOCH,
                "chat",
                "fast",
                "acme",
                "acme-fast-1",
                false,
                504,
                EndReason.UPSTREAM_TIMEOUT,
                null,
                TokenCounts.ZERO,
                0,
                60_000_000_000L,
                0,
                400_000,
                3);
    }

    static CallReport refused(@Nullable String model, int status, String code) {
        return new CallReport(
                "req_3",
                Instant.EPOCH,
                "chat",
                model,
                null,
                null,
                false,
                status,
                null,
                code,
                TokenCounts.ZERO,
                0,
                80_000,
                0,
                80_000,
                0);
    }

    private static Model model(String name) {
        Price price = new Price(1, List.of(new Price.Band(0, new Rates(1, 1, 1, 1, 1, 1, 1, 1))), 0);
        Provider acme = new Provider(
                "acme",
                Dialect.OPENAI,
                URI.create("https://acme.example/v1"),
                "key",
                "Acme Inc.",
                CancelPolicy.CLOSE_AND_ESTIMATE);
        return new Model(name, 0, 0, price, Set.of(Model.Task.CHAT), List.of(new Upstream(acme, "acme-fast-1", 1, 1)));
    }
}
