package ai.ominigate.abuse.review;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;

/**
 * Reports of GitHub's secret scanning.
 *
 * @param keysFile a file with the public keys that GitHub signs reports with, as GitHub hands it out at
 *     {@code /meta/public_keys/secret_scanning}; empty for no reports. An operator puts it there: nothing is fetched
 */
@ConfigurationProperties("ominigate.secret-scanning")
record SecretScanningSettings(@Bindable(defaultValue = "") String keysFile) {}
