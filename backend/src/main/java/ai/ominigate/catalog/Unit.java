package ai.ominigate.catalog;

import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Something that providers charge for. Its {@link #key} is what the seed and the database call it. */
enum Unit {
    INPUT("input", "input tokens", Basis.MILLION, Sale.COUNTED),
    CACHE_READ("cacheRead", "cached input tokens", Basis.MILLION, Sale.COUNTED),
    CACHE_WRITE_5M("cacheWrite5m", "tokens written to a cache for five minutes", Basis.MILLION, Sale.COUNTED),
    CACHE_WRITE_1H("cacheWrite1h", "tokens written to a cache for an hour", Basis.MILLION, Sale.COUNTED),
    OUTPUT("output", "output tokens", Basis.MILLION, Sale.COUNTED),
    REASONING("reasoning", "reasoning tokens", Basis.MILLION, Sale.COUNTED),
    AUDIO_INPUT("audioInput", "audio input tokens", Basis.MILLION, Sale.COUNTED),
    AUDIO_OUTPUT("audioOutput", "audio output tokens", Basis.MILLION, Sale.COUNTED),
    REQUEST("request", "requests", Basis.THOUSAND, Sale.COUNTED),

    /** Reported within {@link #CACHE_READ} by every provider that charges for it, so it is billed as that. */
    AUDIO_CACHE_READ("audioCacheRead", "cached audio input tokens", Basis.MILLION, Sale.WITHIN_ANOTHER),

    WEB_SEARCH("webSearch", "web searches", Basis.THOUSAND, Sale.ASKED_FOR),
    STORAGE_SEARCH("storageSearch", "searches of stored files", Basis.THOUSAND, Sale.ASKED_FOR),

    IMAGE_INPUT("imageInput", "image input tokens", Basis.MILLION, Sale.NOT_COUNTED),
    IMAGE_CACHE_READ("imageCacheRead", "cached image input tokens", Basis.MILLION, Sale.NOT_COUNTED),
    IMAGE_OUTPUT("imageOutput", "image output tokens", Basis.MILLION, Sale.NOT_COUNTED),
    VIDEO_INPUT("videoInput", "video input tokens", Basis.MILLION, Sale.NOT_COUNTED),
    CITATION("citation", "citation tokens", Basis.MILLION, Sale.NOT_COUNTED),
    PAGE("page", "pages of documents", Basis.THOUSAND, Sale.NOT_COUNTED),
    ANNOTATED_PAGE("annotatedPage", "annotated pages of documents", Basis.THOUSAND, Sale.NOT_COUNTED),
    AUDIO_HOUR("audioHour", "hours of audio", Basis.ONE, Sale.NOT_COUNTED),
    AUDIO_INPUT_HOUR("audioInputHour", "hours of audio input", Basis.ONE, Sale.NOT_COUNTED);

    private static final Map<String, Unit> BY_KEY =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(unit -> unit.key, Function.identity()));

    /** How many of it a price list's price is for. */
    private enum Basis {
        ONE(1),
        THOUSAND(1_000),
        MILLION(1_000_000);

        private final long units;

        Basis(long units) {
            this.units = units;
        }
    }

    /** Whether a call that consumes it can be billed. */
    enum Sale {
        /** The usage that a provider reports tells how many there were. */
        COUNTED,
        /** The usage tells them together with another unit's. */
        WITHIN_ANOTHER,
        /** Only consumed by a call that asks for it. */
        ASKED_FOR,
        /** No usage that we read tells how many there were. */
        NOT_COUNTED
    }

    private final String key;
    private final String plural;
    private final Basis basis;
    private final Sale sale;

    Unit(String key, String plural, Basis basis, Sale sale) {
        this.key = key;
        this.plural = plural;
        this.basis = basis;
        this.sale = sale;
    }

    static @Nullable Unit ofKey(String key) {
        return BY_KEY.get(key);
    }

    String key() {
        return key;
    }

    /** What people call several of it. */
    String plural() {
        return plural;
    }

    /** How many of it a price list's price is for. */
    long per() {
        return basis.units;
    }

    Sale sale() {
        return sale;
    }
}
