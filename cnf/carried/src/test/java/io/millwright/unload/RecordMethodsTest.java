package io.millwright.unload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.WeakReference;
import org.junit.jupiter.api.Test;

/** A bundle's loader can go although its records were compared. */
class RecordMethodsTest {
    /** Defines {@link Compared} anew, as a framework does for each generation of a bundle. */
    private static final class Loader extends ClassLoader {
        Class<?> define() throws IOException {
            String file = Compared.class.getName().replace('.', '/') + ".class";
            try (InputStream in = Compared.class.getClassLoader().getResourceAsStream(file)) {
                byte[] bytes = in.readAllBytes();
                return defineClass(Compared.class.getName(), bytes, 0, bytes.length);
            }
        }
    }

    private static WeakReference<ClassLoader> used() throws Exception {
        Class<?> type = new Loader().define();
        Object one = type.getConstructor(String.class).newInstance("a");
        assertEquals(one, type.getConstructor(String.class).newInstance("a"));
        assertEquals(one.hashCode(), one.hashCode());
        assertEquals("Compared[name=a]", one.toString());
        return new WeakReference<>(type.getClassLoader());
    }

    @Test
    void a16ALoaderWhoseRecordsWereComparedIsNotKept() throws Exception {
        WeakReference<ClassLoader> loader = used();
        RecordMethods.forget();
        for (int i = 0; i < 50 && loader.get() != null; i++) {
            System.gc();
        }
        assertNull(loader.get());
    }
}
