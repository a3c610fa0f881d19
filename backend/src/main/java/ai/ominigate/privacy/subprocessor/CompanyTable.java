package ai.ominigate.privacy.subprocessor;

import ai.ominigate.model.Page;
import ai.ominigate.model.subprocessor.DataCategory;
import ai.ominigate.model.subprocessor.NoTraining;
import ai.ominigate.model.subprocessor.ProcessingPurpose;
import ai.ominigate.model.subprocessor.SubprocessorFacts;
import ai.ominigate.model.subprocessor.SubprocessorRole;
import ai.ominigate.model.subprocessor.SubprocessorState;
import ai.ominigate.model.subprocessor.TransferBasis;
import ai.ominigate.rest.ListQuery;
import ai.ominigate.rest.PageRequest;
import ai.ominigate.rest.Sort;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The companies. Blocks. */
final class CompanyTable {
    private static final String COLUMNS = """
            id, version, state, name, role, data_categories, purposes, countries, transfer_basis, dpa_url, dpa_signed_on,
            no_training, no_training_url, no_training_checked_on, hosts, reviewed_on, prepared_by, active_from
            """;

    private CompanyTable() {}

    static Page<Company> list(
            Connection connection,
            PageRequest page,
            Sort<SubprocessorOrder> sort,
            @Nullable SubprocessorState state,
            @Nullable SubprocessorRole role)
            throws SQLException {
        return ListQuery.of(COLUMNS, "subprocessor.company")
                .where("state = ?", state)
                .where("role = ?", role)
                .sortedBy(sort.by().expression(), "text")
                .sortedBy("id", "uuid")
                .read(connection, page, sort.descending(), CompanyTable::company);
    }

    /** All of them, by name. */
    static List<Company> all(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                        "SELECT " + COLUMNS + " FROM subprocessor.company ORDER BY lower(name), id");
                ResultSet row = statement.executeQuery()) {
            List<Company> companies = new ArrayList<>();
            while (row.next()) {
                companies.add(company(row));
            }
            return companies;
        }
    }

    /** Remembers that this member wrote down some of what is known of it. */
    static void wrote(Connection transaction, UUID company, UUID member) throws SQLException {
        String sql = "INSERT INTO subprocessor.author (company, member) VALUES (?, ?) ON CONFLICT DO NOTHING";
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            statement.setObject(1, company);
            statement.setObject(2, member);
            statement.executeUpdate();
        }
    }

    /** Whether this member wrote down some of what is known of it. */
    static boolean isAuthor(Connection transaction, UUID company, UUID member) throws SQLException {
        String sql = "SELECT EXISTS (SELECT FROM subprocessor.author WHERE company = ? AND member = ?)";
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            statement.setObject(1, company);
            statement.setObject(2, member);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getBoolean(1);
            }
        }
    }

    static @Nullable Company find(Connection connection, UUID id) throws SQLException {
        return find(connection, id, "");
    }

    /** The same, which nobody else changes until the transaction ends. */
    static @Nullable Company lock(Connection transaction, UUID id) throws SQLException {
        return find(transaction, id, " FOR UPDATE");
    }

    private static @Nullable Company find(Connection connection, UUID id, String lock) throws SQLException {
        String sql = "SELECT " + COLUMNS + " FROM subprocessor.company WHERE id = ?" + lock;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setObject(1, id);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? company(row) : null;
            }
        }
    }

    /** The version of all of it together, which nobody else changes until the transaction ends. */
    static long lockRegistry(Connection transaction) throws SQLException {
        return version(transaction, " FOR UPDATE");
    }

    static long registryVersion(Connection connection) throws SQLException {
        return version(connection, "");
    }

    private static long version(Connection connection, String lock) throws SQLException {
        try (PreparedStatement statement =
                        connection.prepareStatement("SELECT version FROM subprocessor.registry" + lock);
                ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    /** Adds it; false if there is one of that name which was not retired. */
    static boolean insert(Connection transaction, Company company) throws SQLException {
        String sql = """
                INSERT INTO subprocessor.company (
                    version, state, name, role, data_categories, purposes, countries, transfer_basis, dpa_url,
                    dpa_signed_on, no_training, no_training_url, no_training_checked_on, hosts, reviewed_on, prepared_by,
                    active_from, id)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT DO NOTHING
                """;
        return write(transaction, sql, company);
    }

    /** Keeps one that was locked, as it is now; false if another has its name. */
    static boolean update(Connection transaction, Company company) throws SQLException {
        if (isNameTaken(transaction, company)) {
            return false;
        }
        String sql = """
                UPDATE subprocessor.company
                SET version = ?, state = ?, name = ?, role = ?, data_categories = ?, purposes = ?, countries = ?,
                    transfer_basis = ?, dpa_url = ?, dpa_signed_on = ?, no_training = ?, no_training_url = ?,
                    no_training_checked_on = ?, hosts = ?, reviewed_on = ?, prepared_by = ?, active_from = ?
                WHERE id = ?
                """;
        return write(transaction, sql, company);
    }

    private static boolean isNameTaken(Connection transaction, Company company) throws SQLException {
        String sql = """
                SELECT EXISTS (
                    SELECT FROM subprocessor.company
                    WHERE lower(name) = lower(?) AND state <> 'RETIRED' AND id <> ?)
                """;
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            statement.setString(1, company.facts().name());
            statement.setObject(2, company.id());
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getBoolean(1) && company.state() != SubprocessorState.RETIRED;
            }
        }
    }

    private static boolean write(Connection transaction, String sql, Company company) throws SQLException {
        SubprocessorFacts facts = company.facts();
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            statement.setLong(1, company.version());
            statement.setString(2, company.state().name());
            statement.setString(3, facts.name());
            statement.setString(4, facts.role().name());
            statement.setArray(5, texts(transaction, facts.dataCategories()));
            statement.setArray(6, texts(transaction, facts.purposes()));
            statement.setArray(7, texts(transaction, facts.countries()));
            statement.setString(
                    8,
                    facts.transferBasis() == null ? null : facts.transferBasis().name());
            statement.setString(9, facts.dpaUrl());
            statement.setObject(10, facts.dpaSignedOn());
            statement.setString(11, facts.noTraining().name());
            statement.setString(12, facts.noTrainingUrl());
            statement.setObject(13, facts.noTrainingCheckedOn());
            statement.setArray(14, texts(transaction, facts.hosts()));
            statement.setObject(15, facts.reviewedOn());
            statement.setObject(16, company.preparedBy());
            statement.setObject(
                    17,
                    company.activeFrom() == null ? null : company.activeFrom().atOffset(ZoneOffset.UTC));
            statement.setObject(18, company.id());
            return statement.executeUpdate() == 1;
        }
    }

    static void delete(Connection transaction, UUID id) throws SQLException {
        try (PreparedStatement statement =
                transaction.prepareStatement("DELETE FROM subprocessor.company WHERE id = ?")) {
            statement.setObject(1, id);
            statement.executeUpdate();
        }
    }

    private static Array texts(Connection connection, Collection<?> values) throws SQLException {
        return connection.createArrayOf(
                "text", values.stream().map(Object::toString).toArray());
    }

    private static Company company(ResultSet row) throws SQLException {
        String basis = row.getString("transfer_basis");
        OffsetDateTime from = row.getObject("active_from", OffsetDateTime.class);
        SubprocessorFacts facts = new SubprocessorFacts(
                row.getString("name"),
                SubprocessorRole.valueOf(row.getString("role")),
                texts(row, "data_categories").stream()
                        .map(DataCategory::valueOf)
                        .toList(),
                texts(row, "purposes").stream().map(ProcessingPurpose::valueOf).toList(),
                texts(row, "countries"),
                basis == null ? null : TransferBasis.valueOf(basis),
                row.getString("dpa_url"),
                row.getObject("dpa_signed_on", LocalDate.class),
                NoTraining.valueOf(row.getString("no_training")),
                row.getString("no_training_url"),
                row.getObject("no_training_checked_on", LocalDate.class),
                texts(row, "hosts"),
                row.getObject("reviewed_on", LocalDate.class));
        Instant activeFrom = from == null ? null : from.toInstant();
        return new Company(
                row.getObject("id", UUID.class),
                row.getLong("version"),
                SubprocessorState.valueOf(row.getString("state")),
                facts,
                row.getObject("prepared_by", UUID.class),
                activeFrom);
    }

    private static List<String> texts(ResultSet row, String column) throws SQLException {
        return Arrays.asList((String[]) row.getArray(column).getArray());
    }
}
