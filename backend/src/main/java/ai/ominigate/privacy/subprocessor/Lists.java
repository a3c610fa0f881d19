package ai.ominigate.privacy.subprocessor;

import ai.ominigate.model.subprocessor.ListedSubprocessor;
import ai.ominigate.model.subprocessor.PublicSubprocessors;
import ai.ominigate.model.subprocessor.SubprocessorChange;
import ai.ominigate.model.subprocessor.SubprocessorDifference;
import ai.ominigate.model.subprocessor.SubprocessorList;
import ai.ominigate.model.subprocessor.SubprocessorListState;
import ai.ominigate.privacy.legal.Circulars;
import ai.ominigate.privacy.subprocessor.ListTable.Published;
import ai.ominigate.rest.Refused;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** The list of companies in its versions, and the one that would be published now. Blocks. */
@Singleton
final class Lists {
    private final DataSource dataSource;
    private final ObjectMapper json;

    Lists(DataSource dataSource, ObjectMapper json) {
        this.dataSource = DelegatingDataSource.unwrapDataSource(dataSource);
        this.json = json;
    }

    /** The companies that a list would have now. Those that are new begin on this day; null where that is not known. */
    static List<ListedSubprocessor> draft(Connection connection, @Nullable Instant newFrom) throws SQLException {
        List<ListedSubprocessor> entries = new ArrayList<>();
        for (Company company : CompanyTable.all(connection)) {
            if (company.isListed()) {
                entries.add(company.listed(company.activeFrom() == null ? newFrom : company.activeFrom()));
            }
        }
        return entries;
    }

    /** What would be published now. */
    SubprocessorList draft() throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return draft(connection);
        }
    }

    SubprocessorList draft(Connection connection) throws SQLException {
        Published newest = ListTable.newest(connection);
        return new SubprocessorList(
                newest == null ? 1 : newest.number() + 1,
                CompanyTable.registryVersion(connection),
                SubprocessorListState.DRAFT,
                null,
                null,
                null,
                null,
                draft(connection, null),
                null,
                Circulars.readers(connection));
    }

    /**
     * One that was published.
     *
     * @throws Refused (404) if there is none with this number
     */
    SubprocessorList published(int number) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return details(connection, known(connection, number));
        }
    }

    private static Published known(Connection connection, int number) throws SQLException {
        Published list = ListTable.find(connection, number);
        if (list == null) {
            throw Refused.notFound("No list of subprocessors with the number %d was published.".formatted(number));
        }
        return list;
    }

    SubprocessorList details(Connection connection, Published list) throws SQLException {
        return new SubprocessorList(
                list.number(),
                list.isAnnounced() ? 2 : 1,
                state(connection, list),
                list.publishedAt(),
                list.effectiveAt(),
                list.summary(),
                list.sha256(),
                read(list.entries()),
                Circulars.figures(connection, ListTable.NOTED, list.number()),
                null);
    }

    private static SubprocessorListState state(Connection connection, Published list) throws SQLException {
        Published newest = ListTable.newest(connection);
        return newest != null && newest.number() > list.number()
                ? SubprocessorListState.SUPERSEDED
                : SubprocessorListState.PUBLISHED;
    }

    /** What everybody reads: the newest, or that there is none yet. */
    PublicSubprocessors forEverybody() throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            Published newest = ListTable.newest(connection);
            return newest == null
                    ? new PublicSubprocessors(SubprocessorListState.DRAFT, null, null, null, null, null, List.of())
                    : forEverybody(connection, newest);
        }
    }

    /**
     * One that everybody could read once.
     *
     * @throws Refused (404) if there is none with this number
     */
    PublicSubprocessors forEverybody(int number) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return forEverybody(connection, known(connection, number));
        }
    }

    private PublicSubprocessors forEverybody(Connection connection, Published list) throws SQLException {
        return new PublicSubprocessors(
                state(connection, list),
                list.number(),
                list.publishedAt(),
                list.effectiveAt(),
                list.summary(),
                list.sha256(),
                read(list.entries()));
    }

    /** The last of them, the newest first, for those who follow what changes. */
    List<Published> last(int most) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            List<Published> last = new ArrayList<>();
            Published list = ListTable.newest(connection);
            while (list != null && last.size() < most) {
                last.add(list);
                list = ListTable.find(connection, list.number() - 1);
            }
            return last;
        }
    }

    /** What is different in one that was published from the one before it. */
    SubprocessorDifference difference(int number) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            Published list = known(connection, number);
            Published before = ListTable.find(connection, number - 1);
            return difference(before, number, read(list.entries()));
        }
    }

    /** What would be new. */
    SubprocessorDifference draftDifference() throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            Published newest = ListTable.newest(connection);
            return difference(newest, newest == null ? 1 : newest.number() + 1, draft(connection, null));
        }
    }

    SubprocessorDifference difference(@Nullable Published before, int number, List<ListedSubprocessor> entries) {
        List<ListedSubprocessor> from = before == null ? List.of() : read(before.entries());
        return new SubprocessorDifference(before == null ? 0 : before.number(), number, changes(from, entries));
    }

    private static List<SubprocessorChange> changes(List<ListedSubprocessor> from, List<ListedSubprocessor> to) {
        Map<String, ListedSubprocessor> before = byName(from);
        Map<String, ListedSubprocessor> after = byName(to);
        List<SubprocessorChange> changes = new ArrayList<>();
        Map<String, ListedSubprocessor> all = new TreeMap<>(before);
        all.putAll(after);
        for (String name : all.keySet()) {
            ListedSubprocessor was = before.get(name);
            ListedSubprocessor is = after.get(name);
            if (was == null) {
                changes.add(new SubprocessorChange(SubprocessorChange.Kind.ADDED, name, null, is));
            } else if (is == null) {
                changes.add(new SubprocessorChange(SubprocessorChange.Kind.REMOVED, name, was, null));
            } else if (!was.equals(is)) {
                changes.add(new SubprocessorChange(SubprocessorChange.Kind.CHANGED, name, was, is));
            }
        }
        return changes;
    }

    private static Map<String, ListedSubprocessor> byName(List<ListedSubprocessor> entries) {
        Map<String, ListedSubprocessor> byName = new TreeMap<>();
        entries.forEach(entry -> byName.put(entry.name(), entry));
        return byName;
    }

    String write(List<ListedSubprocessor> entries) {
        try {
            return json.writeValueAsString(entries);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("our own records can be written", e);
        }
    }

    private List<ListedSubprocessor> read(String entries) {
        try {
            return json.readValue(entries, new TypeReference<>() {});
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("what was published can be read", e);
        }
    }
}
