package ai.ominigate.model.privacy;

import ai.ominigate.model.Versioned;
import ai.ominigate.model.staff.Colleague;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A request, as somebody works on it. Personal data in it is masked.
 *
 * @param version as in the summary
 * @param summary as in the queue
 * @param scope what it asks for in particular; absent if nobody has said so
 * @param language that the person is written to in, as {@code zh-CN}
 * @param clock its days
 * @param identity how sure we are of who asks, and how sure we must be
 * @param plan what was prepared, and who agreed
 * @param blockers what stands in the way of doing it
 * @param legs what has to be done for it, in order; empty before somebody has agreed
 * @param missing what is left to do until it is over, in sentences
 * @param steps what can be done with it now, by the names of their routes
 * @param links others that it has to do with
 * @param conversation what was written to and fro, the first first; the last 100
 * @param timeline the last 200 things that happened, the latest first
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RequestDetails(
        long version,
        RequestSummary summary,
        @Nullable String scope,
        String language,
        Clock clock,
        Identity identity,
        Plan plan,
        List<Obstacle> blockers,
        List<Leg> legs,
        List<String> missing,
        List<String> steps,
        List<Link> links,
        List<Message> conversation,
        List<Event> timeline)
        implements Versioned {
    public RequestDetails {
        blockers = List.copyOf(blockers);
        legs = List.copyOf(legs);
        missing = List.copyOf(missing);
        steps = List.copyOf(steps);
        links = List.copyOf(links);
        conversation = List.copyOf(conversation);
        timeline = List.copyOf(timeline);
    }

    /**
     * Its days.
     *
     * @param receivedOn the day of receipt where the law applies
     * @param extendBy until when more time can be taken; absent if it cannot
     * @param stoppedAt since when it stands; absent while it runs
     * @param stoppedDays for how many days it stood before
     * @param extendedAt when the person was told that it takes longer; absent if they were not
     * @param extendedFor why it does; absent if it does not
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Clock(
            LocalDate receivedOn,
            @Nullable LocalDate extendBy,
            @Nullable Instant stoppedAt,
            int stoppedDays,
            @Nullable Instant extendedAt,
            @Nullable ExtensionGround extendedFor) {}

    /**
     * How sure we are of who asks.
     *
     * @param level what they have shown
     * @param needed what this type needs at least
     * @param since when they have shown it; absent at the lowest level
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Identity(
            IdentityLevel level,
            IdentityLevel needed,
            @Nullable Instant since) {}

    /**
     * What was prepared.
     *
     * @param answer what the person will be told with it; absent for the usual words alone
     * @param proposal what waits for a second person, by the approval's id; absent if nothing does
     * @param callOffUntil until when the person can call it off; absent if they cannot
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Plan(
            @Nullable Colleague preparedBy,
            @Nullable Instant preparedAt,
            @Nullable String answer,
            @Nullable String proposal,
            @Nullable Colleague approvedBy,
            @Nullable Instant approvedAt,
            @Nullable Instant callOffUntil) {}

    /**
     * Something that stands in the way.
     *
     * @param code its stable name
     * @param words what it is, and what to do about it
     * @param clearedBy the right by which somebody can get it out of the way
     */
    public record Obstacle(String code, String words, String clearedBy) {}

    /**
     * A piece of what has to be done.
     *
     * @param name names it in its request
     * @param own whether it is done to what we keep ourselves
     * @param attempts how often it was tried
     * @param nextTryAt when it is tried next; absent if it is not
     * @param receipt what proves it; absent unless it succeeded
     * @param until until when it is put off; absent if it is not
     * @param reason why it is not applicable, put off, failed or waits
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Leg(
            String name,
            LegStage stage,
            boolean own,
            LegState state,
            int attempts,
            @Nullable Instant beganAt,
            @Nullable Instant settledAt,
            @Nullable Instant nextTryAt,
            @Nullable Map<String, Object> receipt,
            @Nullable Instant until,
            @Nullable String reason) {}

    /**
     * Another request.
     *
     * @param request its id
     * @param reference what people name it by
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Link(
            LinkKind kind,
            String request,
            String reference,
            @Nullable RequestType type,
            RequestState state) {}

    /**
     * Something that was written.
     *
     * @param ours whether we wrote it
     * @param by who of us did; absent for what the program or the person wrote
     * @param from who wrote it, masked; absent for what is ours, and if they did not say
     * @param doubtful whether another than who began it, or perhaps another in their name, wrote it
     * @param text plain text, with addresses masked; of a long one its beginning
     * @param attachments names of files that came with it, which are set apart
     * @param files the same files, with what is known of them
     * @param cut what of it is not here. In the mailbox alone, as it was too much to take in: {@code TOO_LARGE}, {@code TEXT},
     *     {@code PARTS}, {@code ATTACHMENTS} or {@code UNREADABLE}. By its own route: {@code SHOWN}, the text is longer than what is
     *     shown. Empty if all of it is here
     * @param sent whether the mail server has taken it; absent for what is not ours
     * @param returned whether a mail server has told that it does not arrive; absent for what is not ours
     * @param goesAt when it goes: until then whoever wrote it by hand can take it back; absent for what has gone, and for what is
     *     not written so
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Message(
            String id,
            Instant at,
            boolean ours,
            @Nullable Colleague by,
            @Nullable String from,
            boolean doubtful,
            String subject,
            String text,
            List<String> attachments,
            List<File> files,
            Set<String> cut,
            @Nullable Boolean sent,
            @Nullable Boolean returned,
            @Nullable Instant goesAt) {
        public Message {
            attachments = List.copyOf(attachments);
            files = List.copyOf(files);
            cut = Set.copyOf(cut);
        }

        /**
         * A file that came with it. Nobody has opened it or looked for viruses in it.
         *
         * @param number by which it is asked for
         * @param name as its sender calls it, with addresses masked
         * @param type as its sender calls it, such as {@code application/pdf}
         * @param bytes how large it is, at least
         * @param kept whether it is here; a too large one is in the mailbox alone
         */
        public record File(int number, String name, String type, long bytes, boolean kept) {}
    }

    /**
     * Something that happened.
     *
     * @param by who did it; absent for what a clock, a program or the person did
     * @param words in somebody's words; absent if there are none
     * @param refersTo what it names, as {@code letter:019a…}; absent for nothing
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Event(
            String id,
            Instant at,
            RequestEventKind kind,
            @Nullable Colleague by,
            @Nullable String words,
            @Nullable String refersTo) {}
}
