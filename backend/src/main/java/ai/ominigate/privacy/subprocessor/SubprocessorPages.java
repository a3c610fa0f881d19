package ai.ominigate.privacy.subprocessor;

import ai.ominigate.model.subprocessor.PublicSubprocessors;
import ai.ominigate.privacy.legal.Circulars;
import ai.ominigate.privacy.legal.LegalAnswer;
import ai.ominigate.privacy.legal.LegalLocale;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Produces;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.sql.SQLException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The list for everybody, as a page, as JSON, and as a feed of what changes. Sets no cookie. */
@Controller("/legal/subprocessors")
@ExecuteOn(TaskExecutors.BLOCKING)
final class SubprocessorPages {
    private static final int MOST_IN_FEED = 50;

    private final Lists lists;
    private final Circulars circulars;

    SubprocessorPages(Lists lists, Circulars circulars) {
        this.lists = lists;
        this.circulars = circulars;
    }

    /**
     * The newest, or that there is none yet.
     *
     * @param lang {@code en} or {@code zh-CN}; without it, the best of {@code Accept-Language}
     */
    @Get
    @Produces({MediaType.TEXT_HTML, MediaType.APPLICATION_JSON})
    HttpResponse<?> newest(@QueryValue @Nullable String lang, HttpRequest<?> request) throws SQLException {
        return answer(lists.forEverybody(), lang, request);
    }

    /** One that was published once, for good. */
    @Get("/{number}")
    @Produces({MediaType.TEXT_HTML, MediaType.APPLICATION_JSON})
    HttpResponse<?> get(@PathVariable int number, @QueryValue @Nullable String lang, HttpRequest<?> request)
            throws SQLException {
        return answer(lists.forEverybody(number), lang, request);
    }

    private static HttpResponse<?> answer(PublicSubprocessors list, @Nullable String lang, HttpRequest<?> request) {
        LegalLocale locale = LegalLocale.of(lang, request);
        String tag = list.version() == null
                ? "none"
                : "%d-%s-%s"
                        .formatted(
                                list.version(),
                                Objects.requireNonNull(list.sha256()).substring(0, 16),
                                list.state());
        return LegalAnswer.of(request, locale, tag + "-" + locale.tag(), list, () -> SubprocessorPage.of(list, locale));
    }

    /** The lists that were published, the newest first. */
    @Get("/feed.atom")
    @Produces({"application/atom+xml", MediaType.TEXT_HTML}) // Browsers that follow the link ask for a page.
    HttpResponse<?> feed() throws SQLException {
        return LegalAnswer.guarded(HttpResponse.ok(SubprocessorFeed.of(circulars.link(""), lists.last(MOST_IN_FEED)))
                .contentType(MediaType.of("application/atom+xml; charset=utf-8")));
    }
}
