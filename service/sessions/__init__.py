"""Who is signed in with a browser: sessions, attempts to sign in, and codes that were used."""
