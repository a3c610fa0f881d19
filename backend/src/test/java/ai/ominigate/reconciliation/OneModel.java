package ai.ominigate.reconciliation;

import ai.ominigate.catalog.CancelPolicy;
import ai.ominigate.catalog.Catalogue;
import ai.ominigate.catalog.Dialect;
import ai.ominigate.catalog.Model;
import ai.ominigate.catalog.Price;
import ai.ominigate.catalog.Provider;
import ai.ominigate.catalog.Rates;
import ai.ominigate.catalog.Upstream;
import java.net.URI;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A catalogue of one model. */
record OneModel(Model model) implements Catalogue {
    /**
     * @param name as customers call it
     * @param upstream as the provider does
     */
    OneModel(String name, String provider, String upstream) {
        this(new Model(
                name,
                0,
                0,
                new Price(1, List.of(new Price.Band(0, new Rates(1, 1, 1, 1, 1, 1, 1, 1))), 0),
                Set.of(Model.Task.CHAT),
                List.of(new Upstream(
                        new Provider(
                                provider,
                                Dialect.OPENAI,
                                URI.create("http://127.0.0.1:9/v1"),
                                "sk-secret",
                                "Somebody Inc.",
                                CancelPolicy.DRAIN_TO_USAGE),
                        upstream,
                        1,
                        1))));
    }

    @Override
    public @Nullable Model find(String name) {
        return name.equals(model.name()) ? model : null;
    }

    @Override
    public Collection<Model> models() {
        return List.of(model);
    }

    @Override
    public Collection<Provider> providers() {
        return List.of(model.upstreams().getFirst().provider());
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
    public @Nullable String whyNotCallable(String name) {
        return null;
    }
}
