package io.millwright.desk.model;

import io.millwright.seal.WrappedKey;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Private keys of the desk, by the SHA-256 of their certificates. */
final class DeskKeys {
    private static final Pattern KEY = Pattern.compile("-----BEGIN PRIVATE KEY-----([^-]+)-----END PRIVATE KEY-----");
    private static final Pattern CERTIFICATE =
            Pattern.compile("-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----");
    private static final long MOST_BYTES = 1 << 20;

    private final Map<String, PrivateKey> keys = new HashMap<>();

    /** Returns the key of a certificate, null where it is not here. */
    PrivateKey find(String certificate) {
        return keys.get(certificate);
    }

    /**
     * Reads a file with a private key: PKCS#12, or PEM with the certificate in it or in a file of its own.
     *
     * @param certificate the file with the certificate, null where it is in the first one
     * @param password of a PKCS#12 file
     */
    void read(Path file, Path certificate, String password) throws Refusal, IOException {
        String text = text(file);
        try {
            if (text.contains("-----BEGIN")) {
                pem(file, text, certificate == null ? text : text(certificate));
            } else {
                pkcs12(file, password.toCharArray());
            }
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new Refusal(
                    "--key " + file + " cannot be read: " + e.getMessage(),
                    "give a PKCS#12 file with --password-file, or PEM as openssl pkcs8 -topk8 -nocrypt writes it");
        }
    }

    private static String text(Path file) throws IOException {
        if (Files.size(file) > MOST_BYTES) {
            throw new IOException(file + " is larger than 1 MiB");
        }
        return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
    }

    private void pem(Path file, String text, String certificates) throws Refusal, GeneralSecurityException {
        Matcher key = KEY.matcher(text);
        Matcher certificate = CERTIFICATE.matcher(certificates);
        if (!key.find()) {
            throw new Refusal(
                    "--key " + file + " has no BEGIN PRIVATE KEY",
                    "write it without a password: openssl pkcs8 -topk8 -nocrypt -in KEY -out FILE");
        }
        if (!certificate.find()) {
            throw new Refusal(
                    "the certificate of --key " + file + " is missing",
                    "give it with --certificate: it is the one in the pipeline's form");
        }
        X509Certificate own = (X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificate(
                        new ByteArrayInputStream(certificate.group().getBytes(StandardCharsets.US_ASCII)));
        byte[] bytes = Base64.getMimeDecoder().decode(key.group(1));
        keys.put(
                WrappedKey.fingerprint(own),
                KeyFactory.getInstance(own.getPublicKey().getAlgorithm())
                        .generatePrivate(new PKCS8EncodedKeySpec(bytes)));
    }

    private void pkcs12(Path file, char[] password) throws Refusal, IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance(file.toFile(), password);
        for (String alias : Collections.list(store.aliases())) {
            if (store.getKey(alias, password) instanceof PrivateKey key
                    && store.getCertificate(alias) instanceof X509Certificate certificate) {
                keys.put(WrappedKey.fingerprint(certificate), key);
            }
        }
        if (keys.isEmpty()) {
            throw new Refusal(
                    "--key " + file + " has no private key", "export the key pair, not the certificate alone");
        }
    }
}
