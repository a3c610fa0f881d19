package ai.ominigate.abuse.review;

import ai.ominigate.abuse.entity.Entity;
import ai.ominigate.abuse.entity.Family;
import ai.ominigate.accounts.Accounts;
import ai.ominigate.accounts.Customers;
import ai.ominigate.model.abuse.CaseSummary;
import ai.ominigate.model.abuse.OpenCase;
import ai.ominigate.model.staff.Colleague;
import ai.ominigate.platform.Network;
import ai.ominigate.rest.Command;
import ai.ominigate.rest.Commands;
import ai.ominigate.rest.Refused;
import ai.ominigate.staff.identity.Colleagues;
import ai.ominigate.staff.rights.Actor;
import ai.ominigate.staff.rights.Capability;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import io.micronaut.http.HttpStatus;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import javax.sql.DataSource;

/** Cases that people open for what they have seen themselves, and whom a case can be given to. Blocks. */
@Singleton
final class Openings {
    private final Flags flags;
    private final Accounts accounts;
    private final Customers customers;
    private final Colleagues colleagues;
    private final CaseView view;
    private final Commands commands;
    private final DataSource dataSource;
    private final InstantSource clock;

    Openings(
            Flags flags,
            Accounts accounts,
            Customers customers,
            Colleagues colleagues,
            CaseView view,
            Commands commands,
            DataSource dataSource,
            InstantSource clock) {
        this.flags = flags;
        this.accounts = accounts;
        this.customers = customers;
        this.colleagues = colleagues;
        this.view = view;
        this.commands = commands;
        this.dataSource = DelegatingDataSource.unwrapDataSource(dataSource);
        this.clock = clock;
    }

    /** @return the case that was opened, or the open one that there was about the same and of the same family */
    CaseSummary open(OpenCase wish, Actor.Member me, Command command) throws SQLException {
        Entity entity = entity(wish);
        return commands.once(command, wish, CaseSummary.class, transaction -> {
            requireKnown(transaction, entity);
            Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
            Family family = Family.valueOf(wish.family().name());
            CaseFile file = flags.openFor(transaction, entity, family, me, command.requestId(), now);
            Timeline.add(transaction, file.id(), now, Timeline.Kind.NOTED, me.member(), wish.words(), null);
            EvidenceTable.want(transaction, file.id());
            return view.summary(transaction, Objects.requireNonNull(CaseTable.find(transaction, file.id())), now);
        });
    }

    /** Everybody who may decide a case. */
    List<Colleague> deciders() throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return colleagues.having(connection, Capability.DECIDE_ABUSE);
        }
    }

    /** An address is looked at as rules look at it: that of IPv6 at its /64. */
    private static Entity entity(OpenCase wish) {
        try {
            Entity entity = wish.network() == null
                    ? Entity.parse(Objects.requireNonNull(wish.entity()))
                    : new Entity.Net(Network.parse(wish.network()));
            return switch (entity) {
                case Entity.Net net
                when net.network().isSingle() -> Entity.Net.of(net.network().address());
                case Entity.Asn ignored -> throw Refused.invalid("A case is about a network, a key or an account.");
                case Entity.Country ignored -> throw Refused.invalid("A case is about a network, a key or an account.");
                default -> entity;
            };
        } catch (IllegalArgumentException e) {
            throw Refused.invalid(e.getMessage() + ".");
        }
    }

    private void requireKnown(Connection connection, Entity entity) throws SQLException {
        boolean known = switch (entity) {
            case Entity.Account account -> customers.exists(connection, account.id());
            case Entity.Key key -> accounts.ownerOf(connection, key.id()) != null;
            default -> true;
        };
        if (!known) {
            throw new Refused(
                    HttpStatus.UNPROCESSABLE_ENTITY, "unknown_entity", "There is no account or key with this id.");
        }
    }
}
