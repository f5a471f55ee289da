package io.millwright.seal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Cipher;
import javax.crypto.KeyAgreement;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import javax.crypto.spec.SecretKeySpec;

/**
 * A model's key, wrapped for the holder of one certificate: by RSA-OAEP with SHA-256 (RFC 8017), or for an elliptic curve by an ephemeral
 * agreement, HKDF and AES key wrap (RFC 3394).
 *
 * @param certificate SHA-256 of the certificate's DER form, 64 lower-case hexadecimal digits
 * @param key the wrapped key, base64
 */
public record WrappedKey(String certificate, String key) {
    private static final String RSA = "RSA/ECB/OAEPWithSHA-256AndMGF1Padding";
    private static final OAEPParameterSpec OAEP =
            new OAEPParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, PSource.PSpecified.DEFAULT);
    private static final byte[] PURPOSE = "millwright model key".getBytes(StandardCharsets.US_ASCII);
    private static final int MOST_POINT_BYTES = 1024;

    /** Returns a model's key, 32 bytes, for the holder of a certificate. */
    public static WrappedKey of(X509Certificate certificate, byte[] modelKey) throws GeneralSecurityException {
        PublicKey holder = certificate.getPublicKey();
        byte[] wrapped =
                switch (holder.getAlgorithm()) {
                    case "RSA" -> byRsa(holder, modelKey);
                    case "EC" -> byCurve((ECPublicKey) holder, modelKey);
                    default -> throw new InvalidKeyException("its key is " + holder.getAlgorithm()
                            + "; only RSA and EC keys can have something wrapped for them");
                };
        return new WrappedKey(fingerprint(certificate), Base64.getEncoder().encodeToString(wrapped));
    }

    /** Returns the SHA-256 by which a certificate is named. */
    public static String fingerprint(X509Certificate certificate) throws GeneralSecurityException {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
    }

    /**
     * Returns the model's key.
     *
     * @throws NotGenuine it was not wrapped for this private key
     */
    public byte[] open(PrivateKey holder) throws IOException, GeneralSecurityException {
        try {
            byte[] wrapped = Base64.getDecoder().decode(key);
            byte[] opened = holder.getAlgorithm().equals("EC") ? ofCurve(holder, wrapped) : ofRsa(holder, wrapped);
            if (opened.length != Derivation.KEY_BYTES) {
                throw new InvalidKeyException("it has " + opened.length + " bytes");
            }
            return opened;
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new NotGenuine("its key does not open: " + e.getMessage(), e);
        }
    }

    private static byte[] byRsa(PublicKey holder, byte[] modelKey) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance(RSA);
        cipher.init(Cipher.ENCRYPT_MODE, holder, OAEP);
        return cipher.doFinal(modelKey);
    }

    private static byte[] ofRsa(PrivateKey holder, byte[] wrapped) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance(RSA);
        cipher.init(Cipher.DECRYPT_MODE, holder, OAEP);
        return cipher.doFinal(wrapped);
    }

    private static byte[] byCurve(ECPublicKey holder, byte[] modelKey) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(holder.getParams());
        KeyPair ephemeral = generator.generateKeyPair();
        byte[] point = ephemeral.getPublic().getEncoded();
        Cipher cipher = Cipher.getInstance("AESWrap");
        cipher.init(Cipher.WRAP_MODE, agreed(ephemeral.getPrivate(), holder, point));
        byte[] wrapped = cipher.wrap(new SecretKeySpec(modelKey, "AES"));
        return ByteBuffer.allocate(Short.BYTES + point.length + wrapped.length)
                .putShort((short) point.length)
                .put(point)
                .put(wrapped)
                .array();
    }

    private static byte[] ofCurve(PrivateKey holder, byte[] wrapped) throws GeneralSecurityException {
        ByteBuffer in = ByteBuffer.wrap(wrapped);
        int length = in.remaining() < Short.BYTES ? -1 : in.getShort();
        if (length <= 0 || length > Math.min(MOST_POINT_BYTES, in.remaining())) {
            throw new InvalidKeyException("it is shorter than it says");
        }
        byte[] point = new byte[length];
        in.get(point);
        byte[] rest = new byte[in.remaining()];
        in.get(rest);
        PublicKey ephemeral = KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(point));
        Cipher cipher = Cipher.getInstance("AESWrap");
        cipher.init(Cipher.UNWRAP_MODE, agreed(holder, ephemeral, point));
        return cipher.unwrap(rest, "AES", Cipher.SECRET_KEY).getEncoded();
    }

    private static Key agreed(PrivateKey own, PublicKey other, byte[] point) throws GeneralSecurityException {
        KeyAgreement agreement = KeyAgreement.getInstance("ECDH");
        agreement.init(own);
        agreement.doPhase(other, true);
        return new SecretKeySpec(Derivation.key(agreement.generateSecret(), point, PURPOSE), "AES");
    }
}
