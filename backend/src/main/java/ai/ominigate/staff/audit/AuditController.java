package ai.ominigate.staff.audit;

import ai.ominigate.model.Page;
import ai.ominigate.model.audit.AuditCheckpoint;
import ai.ominigate.model.audit.AuditDetailsState;
import ai.ominigate.model.audit.AuditEntry;
import ai.ominigate.model.audit.AuditOutcome;
import ai.ominigate.model.audit.AuditReport;
import ai.ominigate.model.audit.KeptCheckpoint;
import ai.ominigate.personal.Masked;
import ai.ominigate.personal.SubjectNames;
import ai.ominigate.rest.PageRequest;
import ai.ominigate.rest.Refused;
import ai.ominigate.rest.RequestId;
import ai.ominigate.rest.Sort;
import ai.ominigate.staff.rights.Actor;
import ai.ominigate.staff.rights.Allowed;
import ai.ominigate.staff.rights.Capability;
import ai.ominigate.staff.rights.Recorded;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Produces;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.http.server.types.files.StreamedFile;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The audit log: to read, as far as one may; to verify; and to take to an auditor. */
@Controller("/admin/v1/audit")
@ExecuteOn(TaskExecutors.BLOCKING)
final class AuditController {
    /** Of whom it is known what they are called. */
    private static final Pattern PERSON = Pattern.compile("(account|key):[0-9a-f-]{36}");

    private static final MediaType ZIP = MediaType.of("application/zip");
    private static final Logger LOG = LoggerFactory.getLogger(AuditController.class);

    private final AuditLog log;
    private final Entries entries;
    private final AuditCheck check;
    private final BundleExport export;
    private final Witness witness;
    private final SubjectNames names;
    private final DataSource dataSource;
    private final ObjectMapper json;

    AuditController(
            AuditLog log,
            Entries entries,
            AuditCheck check,
            BundleExport export,
            Witness witness,
            SubjectNames names,
            DataSource dataSource,
            ObjectMapper json) {
        this.log = log;
        this.entries = entries;
        this.check = check;
        this.export = export;
        this.witness = witness;
        this.json = json;
        this.names = names;
        this.dataSource = DelegatingDataSource.unwrapDataSource(dataSource);
    }

    /**
     * What was done, the newest first unless it is sorted, as far as the caller may see: what they did themselves, what
     * their team did, or all. That they looked is written down.
     *
     * @param actor only what this actor did
     * @param action only this action, or those of this feature
     * @param outcome only what went this way
     * @param subject only what was about this subject
     * @param purpose only what was done for this purpose, with any case unless it names one
     * @param from only what was done at this time or later
     * @param to only what was done before this time
     */
    @Get("/entries")
    @Allowed(value = Capability.READ_AUDIT_LOG, within = Capability.READ_AUDIT_DETAILS)
    Page<AuditEntry> entries(
            @QueryValue @Nullable String actor,
            @QueryValue @Nullable String action,
            @QueryValue @Nullable AuditOutcome outcome,
            @QueryValue @Nullable String subject,
            @QueryValue @Nullable String purpose,
            @QueryValue @Nullable Instant from,
            @QueryValue @Nullable Instant to,
            PageRequest page,
            @Nullable Sort<EntryOrder> sort,
            Actor me,
            HttpRequest<?> request)
            throws SQLException {
        EntrySearch search = new EntrySearch(
                required("actor", EntrySearch.ACTOR, actor, "a name as entries have it, as operator"),
                required("action", EntrySearch.ACTION, action, "feature.verb, or a feature, as account"),
                outcome,
                required("subject", Act.SUBJECT, subject, "a kind and an opaque name, as account:7"),
                required("purpose", Act.PURPOSE, purpose, "a word in capitals, and a case where there is one"),
                from,
                to);
        Page<Entries.Found> found = entries.find(
                page, Sort.orLargestFirst(sort, EntryOrder.SEQ), search, Scope.of(me, Capability.READ_AUDIT_LOG));
        log.append(act(me, "audit.read", subject, request, search.words()));
        Scope shown = Scope.of(me, Capability.READ_AUDIT_DETAILS);
        Map<String, String> names = names(found.items());
        return found.map(each -> details(each, shown, names));
    }

    /** What those are called whom these entries, or their details, are about, by their subjects. */
    private Map<String, String> names(List<Entries.Found> found) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return names.of(
                    connection,
                    found.stream().flatMap(AuditController::people).distinct().toList());
        }
    }

    private static Stream<String> people(Entries.Found found) {
        return Stream.of(found.entry().subject(), found.payload())
                .filter(Objects::nonNull)
                .flatMap(text -> PERSON.matcher(text).results().map(MatchResult::group));
    }

    private static @Nullable String required(String name, Pattern form, @Nullable String value, String is) {
        if (value != null && !form.matcher(value).matches()) {
            throw Refused.invalid("The parameter '" + name + "' is " + is + ".");
        }
        return value;
    }

    private AuditEntry details(Entries.Found found, Scope shown, Map<String, String> names) {
        Entry entry = found.entry();
        AuditDetailsState state = state(found, shown);
        return new AuditEntry(
                entry.seq(),
                entry.at(),
                entry.actor(),
                Scope.roles(entry.role()),
                entry.action(),
                AuditOutcome.valueOf(entry.outcome()),
                entry.subject(),
                entry.purpose(),
                entry.request(),
                state,
                state == AuditDetailsState.SHOWN && found.payload() != null ? read(found, names) : Map.of(),
                found.hash().hex());
    }

    private static AuditDetailsState state(Entries.Found found, Scope shown) {
        Entry entry = found.entry();
        if (entry.commitment() == null) {
            return AuditDetailsState.NONE;
        }
        if (found.payload() == null) {
            return AuditDetailsState.ERASED;
        }
        return shown.covers(entry.actor(), entry.role()) ? AuditDetailsState.SHOWN : AuditDetailsState.WITHHELD;
    }

    private Map<String, String> read(Entries.Found found, Map<String, String> names) {
        Map<String, String> details;
        try {
            details = new TreeMap<>(
                    json.readValue(String.valueOf(found.payload()), new TypeReference<Map<String, String>>() {}));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the details of an entry are not as they were written; verify the log");
        }
        details.replaceAll((field, value) -> Masked.text(value));
        people(found).forEach(person -> {
            String name = names.get(person);
            details.replaceAll((field, value) -> Masked.text(value, name));
        });
        return details;
    }

    /** Reads the whole log and names the first entry, if there is one, that is not what was written. */
    @Post("/verify")
    @Allowed(Capability.VERIFY_AUDIT_LOG)
    AuditReport verify(Actor me, HttpRequest<?> request) throws SQLException, IOException {
        AuditReport report = check.run();
        recordVerified(report, me, request);
        return report;
    }

    private void recordVerified(AuditReport report, Actor me, HttpRequest<?> request) {
        try {
            log.append(act(me, "audit.verify", null, request, Map.of("firstBad", String.valueOf(report.firstBad()))));
        } catch (SQLException e) {
            // Where the log is damaged, that it is must come out all the same.
            LOG.error("That the audit log was verified could not be written into it: {}", e.getMessage());
        }
    }

    /** The latest signed state of the log, for auditors to keep. */
    @Get("/checkpoint")
    @Allowed(Capability.VERIFY_AUDIT_LOG)
    AuditCheckpoint checkpoint() throws SQLException, IOException {
        AuditTables.Stored last = entries.lastCheckpoint();
        if (last == null) {
            throw Refused.notFound("Nothing of the audit log is signed yet; it is a minute after the first entry.");
        }
        return new AuditCheckpoint(
                last.size(),
                last.note(),
                witness.trusted().stream().map(VerifierKey::toString).toList(),
                last.signedAt());
    }

    /** The signed states that are kept, that for the most entries first unless they are sorted. */
    @Recorded("audit.list-checkpoints")
    @Get("/checkpoints")
    @Allowed(Capability.VERIFY_AUDIT_LOG)
    Page<KeptCheckpoint> checkpoints(PageRequest page, @Nullable Sort<CheckpointOrder> sort)
            throws SQLException, IOException {
        List<VerifierKey> trusted = witness.trusted();
        Set<String> remembered =
                witness.claims().stream().map(Verification.Claim::note).collect(Collectors.toSet());
        return entries.checkpoints(page, Sort.orLargestFirst(sort, CheckpointOrder.SIZE))
                .map(each -> details(each, trusted, remembered));
    }

    private static KeptCheckpoint details(
            AuditTables.Stored stored, List<VerifierKey> trusted, Set<String> remembered) {
        SignedCheckpoint signed;
        try {
            signed = SignedCheckpoint.parse(stored.note());
        } catch (IllegalArgumentException e) {
            return new KeptCheckpoint(stored.size(), stored.signedAt(), null, stored.key(), false, false);
        }
        return new KeptCheckpoint(
                stored.size(),
                stored.signedAt(),
                signed.checkpoint().root().base64(),
                stored.key(),
                signed.size() == stored.size() && signed.isSignedByOneOf(trusted),
                remembered.contains(stored.note()));
    }

    /**
     * Reads the log as far as one of them speaks for it, and names the first entry that is not what it was signed for.
     *
     * @param size for how many entries it speaks
     */
    @Post("/checkpoints/{size}/verify")
    @Allowed(Capability.VERIFY_AUDIT_LOG)
    AuditReport verify(@PathVariable long size, Actor me, HttpRequest<?> request) throws SQLException, IOException {
        AuditReport report = check.upTo(size);
        if (report == null) {
            throw Refused.notFound("There is no checkpoint for so many entries.");
        }
        recordVerified(report, me, request);
        return report;
    }

    /**
     * Signs the log as it is, and gives it as a zip file that an auditor verifies without us ({@code audit
     * verify-bundle}). It holds no details.
     */
    @Post("/export")
    @Allowed(Capability.EXPORT_AUDIT_LOG)
    @Produces("application/zip")
    StreamedFile export(Actor me, HttpRequest<?> request) throws SQLException, IOException {
        Path bundle = export.write();
        if (bundle == null) {
            log.append(act(me, "audit.export", Act.Outcome.REFUSED, null, request, Map.of("code", "nothing_signed")));
            throw new Refused(
                    HttpStatus.CONFLICT,
                    "nothing_signed",
                    "Nothing of the audit log is signed, so there is nothing that an auditor could verify. This node says in"
                            + " its own log why it cannot sign.");
        }
        try {
            log.append(act(me, "audit.export", null, request, Map.of()));
        } catch (SQLException e) {
            Files.delete(bundle);
            throw e;
        }
        return new StreamedFile(Files.newInputStream(bundle, StandardOpenOption.DELETE_ON_CLOSE), ZIP)
                .attach("audit-log.zip");
    }

    private static Act act(
            Actor me, String action, @Nullable String subject, HttpRequest<?> request, Map<String, String> details) {
        return act(me, action, Act.Outcome.DONE, subject, request, details);
    }

    private static Act act(
            Actor me,
            String action,
            Act.Outcome outcome,
            @Nullable String subject,
            HttpRequest<?> request,
            Map<String, String> details) {
        return new Act(me, action, outcome, subject, null, RequestId.of(request), details);
    }
}
