package ai.ominigate.privacy.subprocessor;

import ai.ominigate.model.subprocessor.SubprocessorFacts;
import ai.ominigate.model.subprocessor.SubprocessorState;
import ai.ominigate.platform.Transaction;
import ai.ominigate.platform.UuidV7;
import ai.ominigate.staff.rights.Actor;
import io.micronaut.context.annotation.Requires;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.TreeSet;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Puts companies into the registry that nobody has approved. There is none of this outside of the demo. Blocks. */
@Singleton
@Requires(property = "ominigate.demo", value = "true")
public final class Adoption {
    private final Registrar registrar;
    private final DataSource dataSource;
    private final InstantSource clock;

    Adoption(Registrar registrar, DataSource dataSource, InstantSource clock) {
        this.registrar = registrar;
        this.dataSource = DelegatingDataSource.unwrapDataSource(dataSource);
        this.clock = clock;
    }

    /** Whether there is no company yet. */
    public boolean isEmpty() throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return CompanyTable.all(connection).isEmpty();
        }
    }

    /**
     * Has a company used, at these hosts too. One that somebody has decided about stays as it is.
     *
     * @return whether calls may go there from now on
     */
    public boolean adopt(SubprocessorFacts facts) throws SQLException {
        return Transaction.run(dataSource, transaction -> {
            Company known = named(transaction, facts.name());
            if (known == null) {
                add(transaction, SubprocessorState.ACTIVE, facts);
                return true;
            }
            if (known.state() == SubprocessorState.PROPOSED && known.preparedBy() == null) {
                Company used = known.with(facts, null).with(SubprocessorState.ACTIVE, now());
                registrar.keep(transaction, used, "activate", new Actor.Automatic(), null, Map.of());
                return true;
            }
            if (known.state() != SubprocessorState.ACTIVE
                    || !(Standings.of(known) instanceof Standings.Standing.Admitted)) {
                return false;
            }
            if (!known.facts().hosts().containsAll(facts.hosts())) {
                TreeSet<String> hosts = new TreeSet<>(known.facts().hosts());
                hosts.addAll(facts.hosts());
                Company moved = known.with(Amendment.at(known.facts(), hosts), known.preparedBy());
                registrar.keep(transaction, moved, "amend", new Actor.Automatic(), null, Map.of());
            }
            return true;
        });
    }

    private static @Nullable Company named(Connection transaction, String name) throws SQLException {
        Company named = null;
        for (Company company : CompanyTable.all(transaction)) {
            if (company.facts().name().equalsIgnoreCase(name)
                    && (named == null || company.state() != SubprocessorState.RETIRED)) {
                named = company;
            }
        }
        return named;
    }

    /** Adds a company that has come so far, to look at. */
    public void show(SubprocessorState state, SubprocessorFacts facts) throws SQLException {
        Transaction.run(dataSource, transaction -> {
            add(transaction, state, facts);
            return true;
        });
    }

    private void add(Connection transaction, SubprocessorState state, SubprocessorFacts facts) throws SQLException {
        Instant now = now();
        boolean isUsed = state == SubprocessorState.ACTIVE || state == SubprocessorState.RETIRED;
        Company company = new Company(UuidV7.at(now), 1, state, facts, null, isUsed ? now : null);
        registrar.add(transaction, company, new Actor.Automatic(), null);
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
