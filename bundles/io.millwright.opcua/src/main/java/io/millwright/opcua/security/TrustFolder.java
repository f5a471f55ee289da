package io.millwright.opcua.security;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.cert.CRL;
import java.security.cert.Certificate;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Files beside the keystore: what is trusted, what was refused and waits for an operator, and our own certificates for those who
 * shall trust them. Read anew at each attempt, so that a file that is put there or moved counts at the next one. Connections may
 * share one: every file is written beside and moved into place, and one that is gone meanwhile is no error.
 */
public final class TrustFolder {
    /** No folder: nothing is read, nothing is kept. */
    public static final TrustFolder NONE = new TrustFolder(null);

    private static final String TRUSTED = "trusted";
    private static final String ISSUERS = "issuers";
    private static final String CRLS = "crls";
    private static final String OWN = "own";
    private static final String TEMPORARY = ".tmp";
    private static final int MOST_FILES = 500;
    private static final int MOST_CERTIFICATE_BYTES = 64 << 10;
    private static final int MOST_LIST_BYTES = 16 << 20;

    private final Path root;

    private TrustFolder(Path root) {
        this.root = root;
    }

    /**
     * Returns a folder, which need not be there yet.
     *
     * @param dataDirectory of the gateway; null where it names none
     * @param folder relative to it
     */
    public static TrustFolder in(String dataDirectory, String folder) {
        try {
            return dataDirectory == null ? NONE : new TrustFolder(Path.of(dataDirectory, folder));
        } catch (InvalidPathException e) {
            return NONE;
        }
    }

    /** Returns the certificates of servers and authorities that are trusted. */
    List<X509Certificate> trusted(List<String> problems) {
        return certificates(TRUSTED, problems);
    }

    /** Returns the certificates of authorities that complete chains. */
    List<X509Certificate> issuers(List<String> problems) {
        return certificates(ISSUERS, problems);
    }

    private List<X509Certificate> certificates(String folder, List<String> problems) {
        List<X509Certificate> all = new ArrayList<>();
        for (Path file : files(folder, problems)) {
            all.addAll(certificates(file, problems));
        }
        return all;
    }

    /** Returns the certificates of a file. */
    static List<X509Certificate> certificates(Path file, List<String> problems) {
        List<X509Certificate> all = new ArrayList<>();
        read(file, MOST_CERTIFICATE_BYTES, problems, (factory, in) -> {
            Collection<? extends Certificate> found = factory.generateCertificates(in);
            found.forEach(certificate -> all.add((X509Certificate) certificate));
            return found.size();
        });
        return all;
    }

    /** Returns the revocation lists. */
    List<X509CRL> revocations(List<String> problems) {
        List<X509CRL> all = new ArrayList<>();
        for (Path file : files(CRLS, problems)) {
            read(file, MOST_LIST_BYTES, problems, (factory, in) -> {
                Collection<? extends CRL> found = factory.generateCRLs(in);
                found.forEach(list -> all.add((X509CRL) list));
                return found.size();
            });
        }
        return all;
    }

    @FunctionalInterface
    private interface Decoder {
        /** Returns how many it found. */
        int decode(CertificateFactory factory, InputStream in) throws GeneralSecurityException;
    }

    private static void read(Path file, int mostBytes, List<String> problems, Decoder decoder) {
        String name = file.getParent().getFileName() + "/" + file.getFileName();
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(mostBytes + 1);
            if (bytes.length > mostBytes) {
                problems.add(name + " is larger than " + mostBytes + " bytes");
            } else if (decoder.decode(CertificateFactory.getInstance("X.509"), new ByteArrayInputStream(bytes)) == 0) {
                problems.add(name + " is empty");
            }
        } catch (NoSuchFileException e) {
            // Moved meanwhile.
        } catch (IOException | GeneralSecurityException e) {
            problems.add(name + " cannot be read");
        }
    }

    private List<Path> files(String folder, List<String> problems) {
        if (root == null || !Files.isDirectory(root.resolve(folder))) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(root.resolve(folder))) {
            List<Path> files = all.filter(file -> Files.isRegularFile(file) && !skipped(file))
                    .sorted()
                    .limit(MOST_FILES + 1L)
                    .toList();
            if (files.size() > MOST_FILES) {
                problems.add(folder + " holds more than " + MOST_FILES + " files");
            }
            return files.subList(0, Math.min(MOST_FILES, files.size()));
        } catch (IOException e) {
            problems.add(folder + " cannot be listed");
            return List.of();
        }
    }

    /** What stands beside certificates on purpose: notes, and what is being written. */
    private static boolean skipped(Path file) {
        String name = file.getFileName().toString();
        return name.startsWith(".") || name.endsWith(".txt") || name.endsWith(TEMPORARY);
    }

    /** Returns the list of certificates that were refused; null without a folder. */
    RejectedList rejected() {
        return root == null ? null : new RejectedList(root.resolve(RejectedList.NAME));
    }

    /**
     * Trusts a certificate from now on; one that is trusted already stays.
     *
     * @return the file, relative to the folder; empty without a folder
     */
    Optional<String> trust(X509Certificate certificate) throws IOException {
        if (root == null) {
            return Optional.empty();
        }
        prepare();
        String name = TRUSTED + "/" + CertificateText.sha256(certificate) + ".der";
        put(root.resolve(name), encoded(certificate));
        return Optional.of(name);
    }

    /** Makes the folders into which an operator puts files, so that nobody has to guess their names. */
    void prepare() throws IOException {
        if (root != null) {
            for (String folder : List.of(TRUSTED, ISSUERS, CRLS, OWN, RejectedList.NAME)) {
                Files.createDirectories(root.resolve(folder));
            }
        }
    }

    /** Writes a certificate of ours as a file that servers take; does nothing where it is there. */
    void export(String name, X509Certificate certificate) throws IOException {
        if (root != null) {
            put(own(name), encoded(certificate));
        }
    }

    /** Deletes an exported certificate that is none of ours any more. */
    void retract(String name) throws IOException {
        if (root != null) {
            Files.deleteIfExists(own(name));
        }
    }

    private Path own(String name) {
        return root.resolve(OWN).resolve(name.replaceAll("[^A-Za-z0-9._-]", "-") + ".der");
    }

    static byte[] encoded(X509Certificate certificate) throws IOException {
        try {
            return certificate.getEncoded();
        } catch (CertificateEncodingException e) {
            throw new IOException(e);
        }
    }

    /** Writes a file whole or not at all; does nothing where it holds that already. */
    static void put(Path file, byte[] content) throws IOException {
        if (Files.exists(file) && Arrays.equals(Files.readAllBytes(file), content)) {
            return;
        }
        Files.createDirectories(file.getParent());
        Path part = Files.createTempFile(file.getParent(), file.getFileName().toString(), TEMPORARY);
        try {
            Files.write(part, content);
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return root == null ? "none" : root.toString();
    }
}
