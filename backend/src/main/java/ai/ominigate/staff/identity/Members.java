package ai.ominigate.staff.identity;

import ai.ominigate.model.staff.Role;
import ai.ominigate.platform.Transaction;
import ai.ominigate.platform.UuidV7;
import ai.ominigate.staff.rights.Rights;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** The staff, as the database has it. Blocks. */
@Singleton
public final class Members {
    private final DataSource dataSource;
    private final SecondFactorSeal seal;
    private final InstantSource clock;

    Members(DataSource dataSource, SecondFactorSeal seal, InstantSource clock) {
        this.dataSource = DelegatingDataSource.unwrapDataSource(dataSource);
        this.seal = seal;
        this.clock = clock;
    }

    /**
     * Adds somebody who signs in with a password and an authenticator, and asks nobody: for the demo. People are invited.
     *
     * @param totpSecret the authenticator's, in base 32
     * @return false, changing nothing, if somebody has this address already
     */
    public boolean enrol(String email, String name, Set<Role> roles, String password, String totpSecret)
            throws SQLException {
        String kept = Passwords.hash(password);
        byte[] secret = Base32.decode(totpSecret);
        return Transaction.run(
                dataSource, transaction -> insert(transaction, email, name, roles, kept, secret) != null);
    }

    /** Null, changing nothing, if somebody has this address already. */
    @Nullable
    UUID insert(
            Connection transaction,
            String email,
            String name,
            Set<Role> roles,
            @Nullable String password,
            byte @Nullable [] totpSecret)
            throws SQLException {
        if (!Rights.fitTogether(roles)) {
            throw new IllegalArgumentException("these roles are not one person's: " + roles);
        }
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        UUID id = UuidV7.at(now);
        String sql = """
                INSERT INTO staff.member (id, email, name, roles, status, password, totp_secret, created_at)
                VALUES (?, ?, ?, ?, 'ACTIVE', ?, ?, ?)
                ON CONFLICT (email) DO NOTHING
                """;
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            statement.setObject(1, id);
            statement.setString(2, Email.normal(email));
            statement.setString(3, name);
            statement.setArray(
                    4,
                    transaction.createArrayOf(
                            "text", roles.stream().sorted().map(Role::name).toArray()));
            statement.setString(5, password);
            statement.setBytes(6, totpSecret == null ? null : seal.seal(id, totpSecret));
            statement.setObject(7, now.atOffset(ZoneOffset.UTC));
            return statement.executeUpdate() == 1 ? id : null;
        }
    }

    /** A member out of a row that has all columns of one. */
    static StaffMember member(ResultSet row) throws SQLException {
        Set<Role> roles = EnumSet.noneOf(Role.class);
        for (String role : (String[]) row.getArray("roles").getArray()) {
            roles.add(Role.valueOf(role));
        }
        return new StaffMember(
                row.getObject("id", UUID.class),
                row.getString("email"),
                row.getString("name"),
                roles,
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                row.getLong("version"));
    }
}
