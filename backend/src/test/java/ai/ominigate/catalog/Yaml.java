package ai.ominigate.catalog;

import io.micronaut.context.ApplicationContext;
import io.micronaut.context.ApplicationContextBuilder;
import io.micronaut.context.env.Environment;
import io.micronaut.context.env.PropertySource;
import io.micronaut.context.env.yaml.YamlPropertySourceLoader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** The environment of an application whose configuration is this text. */
final class Yaml {
    private Yaml() {}

    static Environment environment(String... texts) {
        ApplicationContextBuilder builder = ApplicationContext.builder()
                .deduceEnvironment(false)
                .environmentPropertySource(false)
                .propertySources();
        for (int i = 0; i < texts.length; i++) {
            builder.propertySources(source("text " + i, texts[i], i));
        }
        Environment environment = builder.build().getEnvironment();
        return environment.isRunning() ? environment : environment.start();
    }

    /** With environment variables beside the text. */
    static Environment environment(Map<String, String> variables, String text) {
        Map<String, Object> values = new HashMap<>(variables);
        ApplicationContextBuilder builder = ApplicationContext.builder()
                .deduceEnvironment(false)
                .environmentPropertySource(false)
                .propertySources(
                        source("text", text, 0),
                        PropertySource.of("env", values, PropertySource.PropertyConvention.ENVIRONMENT_VARIABLE));
        Environment environment = builder.build().getEnvironment();
        return environment.isRunning() ? environment : environment.start();
    }

    private static PropertySource source(String name, String text, int order) {
        try {
            Map<String, Object> settings = new YamlPropertySourceLoader()
                    .read(name, new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
            return PropertySource.of(name, settings, order);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
