package io.millwright.opcua.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.opcua.security.CertificateMaker.Made;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An operator's files: each kind is read, nothing bad is silently left out, and the list of refused ones stays bounded. */
class TrustFolderTest {
    private static final Made ROOT = CertificateMaker.root("Plant Root");
    private static final Made PLC = new CertificateMaker().make();

    @TempDir
    Path data;

    private Path root;
    private TrustFolder folder;
    private final List<String> problems = new ArrayList<>();

    @BeforeEach
    void make() throws Exception {
        root = data.resolve("millwright/trust");
        folder = TrustFolder.in(data.toString(), "millwright/trust");
        folder.prepare();
    }

    private static String pem(X509Certificate certificate) throws Exception {
        return "-----BEGIN CERTIFICATE-----\n"
                + Base64.getMimeEncoder().encodeToString(certificate.getEncoded())
                + "\n-----END CERTIFICATE-----\n";
    }

    @Test
    void certificatesAreReadAsDerAndAsPemWithSeveralInOne() throws Exception {
        Files.write(root.resolve("trusted/plc.der"), PLC.certificate().getEncoded());
        Files.writeString(root.resolve("issuers/all.pem"), pem(ROOT.certificate()) + pem(PLC.certificate()));
        assertEquals(List.of(PLC.certificate()), folder.trusted(problems));
        assertEquals(List.of(ROOT.certificate(), PLC.certificate()), folder.issuers(problems));
        assertEquals(List.of(), problems);
    }

    @Test
    void revocationListsAreRead() throws Exception {
        X509Certificate revoked = new CertificateMaker().issuer(ROOT).make().certificate();
        Files.write(root.resolve("crls/root.crl"), ROOT.revokes(revoked).getEncoded());
        assertTrue(folder.revocations(problems).get(0).isRevoked(revoked));
        assertEquals(List.of(), problems);
    }

    @Test
    void whatCannotBeReadIsNamedAndTheRestCounts() throws Exception {
        Files.write(root.resolve("trusted/plc.der"), PLC.certificate().getEncoded());
        Files.writeString(root.resolve("trusted/bad.der"), "no certificate");
        Files.write(root.resolve("trusted/great.der"), new byte[100_000]);
        Files.writeString(root.resolve("trusted/note.txt"), "for people");
        Files.writeString(root.resolve("crls/bad.crl"), "no list");
        assertEquals(List.of(PLC.certificate()), folder.trusted(problems));
        assertEquals(List.of(), folder.revocations(problems));
        assertEquals(3, problems.size(), problems.toString());
        assertTrue(problems.get(0).startsWith("trusted/bad.der "), problems.toString());
        assertEquals("trusted/great.der is larger than 65536 bytes", problems.get(1));
        assertTrue(problems.get(2).startsWith("crls/bad.crl "), problems.toString());
    }

    @Test
    void withoutAFolderNothingIsReadAndNothingKept() throws Exception {
        for (TrustFolder none :
                List.of(TrustFolder.NONE, TrustFolder.in(null, "x"), TrustFolder.in(data.toString(), "x"))) {
            assertEquals(List.of(), none.trusted(problems));
            assertEquals(List.of(), none.revocations(problems));
        }
        TrustFolder.NONE.export("plc1", PLC.certificate());
        assertEquals(List.of(), problems);
    }

    @Test
    void aRefusedCertificateIsNotedOnceAndAgainForAnotherReason() throws Exception {
        RejectedList list = folder.rejected();
        Path note = root.resolve("rejected").resolve(PLC.sha256() + ".txt");
        list.add(PLC.certificate(), "plc1", "opc.tcp://plc", "It is unknown.", Instant.parse("2027-01-01T00:00:00Z"));
        list.add(PLC.certificate(), "plc1", "opc.tcp://plc", "It is unknown.", Instant.parse("2027-01-02T00:00:00Z"));
        assertEquals(
                "Refused on 2027-01-01T00:00:00Z\nConnection: plc1\nEndpoint URL: opc.tcp://plc\nIt is unknown.\n",
                Files.readString(note));
        list.add(PLC.certificate(), "plc1", "opc.tcp://plc", "It expired.", Instant.parse("2027-01-03T00:00:00Z"));
        assertTrue(Files.readString(note).startsWith("Refused on 2027-01-03"));
        assertEquals(1, list.size());
        list.remove(PLC.certificate());
        assertEquals(0, list.size());
        assertFalse(Files.exists(note));
    }

    @Test
    void theOldestOfMoreThanAHundredRefusedCertificatesGo() throws Exception {
        RejectedList list = folder.rejected();
        Path rejected = root.resolve("rejected");
        for (int i = 0; i < 105; i++) {
            Path file = rejected.resolve(String.format("%064d.der", i));
            Files.write(file, new byte[1]);
            Files.setLastModifiedTime(file, FileTime.fromMillis(1_000L * i));
        }
        list.add(PLC.certificate(), "plc1", "opc.tcp://plc", "It is unknown.", Instant.now());
        assertEquals(100, list.size());
        assertTrue(Files.exists(rejected.resolve(PLC.sha256() + ".der")));
        assertFalse(Files.exists(rejected.resolve(String.format("%064d.der", 5))));
        assertTrue(Files.exists(rejected.resolve(String.format("%064d.der", 6))));
    }

    @Test
    void nothingHalfWrittenIsLeft() throws Exception {
        folder.export("plc 1", PLC.certificate());
        folder.export("plc 1", ROOT.certificate());
        try (Stream<Path> files = Files.list(root.resolve("own"))) {
            assertEquals(
                    List.of("plc-1.der"),
                    files.map(file -> file.getFileName().toString()).toList());
        }
    }
}
