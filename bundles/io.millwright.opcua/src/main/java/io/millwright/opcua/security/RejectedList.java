package io.millwright.opcua.security;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Certificates that were refused, one file each, with a note for the operator who decides on them. Bounded: whoever can reach the
 * gateway's connections can have any number of certificates.
 */
final class RejectedList {
    static final String NAME = "rejected";

    private static final int MOST = 100;
    private static final int MOST_NOTE_BYTES = 64 << 10;
    private static final String CERTIFICATE = ".der";
    private static final String NOTE = ".txt";

    private final Path folder;

    RejectedList(Path folder) {
        this.folder = folder;
    }

    /**
     * Puts a certificate on the list, or renews its note where it is refused for another reason than before.
     *
     * @param connection whose server showed it
     * @param why with subject and remedy
     * @return whether it was not on the list
     */
    boolean add(X509Certificate certificate, String connection, String url, String why, Instant now)
            throws IOException {
        String sha256 = CertificateText.sha256(certificate);
        String reason = "Connection: " + connection + "\nEndpoint URL: " + url + "\n" + why + "\n";
        Path note = folder.resolve(sha256 + NOTE);
        if (Files.exists(note) && Files.readString(note).endsWith("\n" + reason)) {
            return false;
        }
        boolean added = !Files.exists(note);
        TrustFolder.put(folder.resolve(sha256 + CERTIFICATE), TrustFolder.encoded(certificate));
        TrustFolder.put(note, TrustFolder.text("Refused on " + now.truncatedTo(ChronoUnit.SECONDS) + "\n" + reason));
        shorten();
        return added;
    }

    /**
     * Returns a certificate of the list that this connection was shown; empty where there is none.
     *
     * @param sha256 64 lower-case hexadecimal digits
     */
    Optional<X509Certificate> find(String sha256, String connection) throws IOException {
        Path file = folder.resolve(sha256 + CERTIFICATE);
        Path note = folder.resolve(sha256 + NOTE);
        if (!Files.exists(file) || !Files.exists(note) || Files.size(note) > MOST_NOTE_BYTES) {
            return Optional.empty();
        }
        boolean here = Files.readString(note).lines().anyMatch(("Connection: " + connection)::equals);
        List<X509Certificate> all = here ? TrustFolder.certificates(file, new ArrayList<>()) : List.of();
        return all.stream()
                .filter(certificate -> CertificateText.sha256(certificate).equals(sha256))
                .findFirst();
    }

    /** A certificate that is accepted now waits for nobody. */
    void remove(X509Certificate certificate) throws IOException {
        delete(folder.resolve(CertificateText.sha256(certificate) + CERTIFICATE));
    }

    /** Returns how many certificates wait. */
    int size() throws IOException {
        return certificates().size();
    }

    private void shorten() throws IOException {
        List<Path> all = new ArrayList<>(certificates());
        all.sort(Comparator.comparing(RejectedList::time));
        for (Path oldest : all.subList(0, Math.max(0, all.size() - MOST))) {
            delete(oldest);
        }
    }

    private List<Path> certificates() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().endsWith(CERTIFICATE))
                    .toList();
        } catch (NoSuchFileException e) {
            return List.of();
        }
    }

    private static FileTime time(Path file) {
        try {
            return Files.getLastModifiedTime(file);
        } catch (IOException e) {
            // Deleted meanwhile: the next to go.
            return FileTime.fromMillis(0);
        }
    }

    private static void delete(Path certificate) throws IOException {
        String name = certificate.getFileName().toString();
        String sha256 = name.substring(0, name.length() - CERTIFICATE.length());
        Files.deleteIfExists(certificate);
        Files.deleteIfExists(certificate.resolveSibling(sha256 + NOTE));
    }
}
