//! Makes PDF files for tests, each object where the table says.

use std::fmt::Write as _;

/// A file of these objects, numbered from 1; the first is the catalogue.
pub(crate) fn file(objects: &[String]) -> Vec<u8> {
    let mut file = String::from("%PDF-1.4\n");
    let mut places = Vec::new();
    for (index, object) in objects.iter().enumerate() {
        places.push(file.len());
        let _ = write!(file, "{} 0 obj\n{object}\nendobj\n", index + 1);
    }
    let table = file.len();
    let size = objects.len() + 1;
    let _ = write!(file, "xref\n0 {size}\n0000000000 65535 f \n");
    for place in places {
        let _ = writeln!(file, "{place:010} 00000 n ");
    }
    let _ = write!(file, "trailer\n<</Size {size}/Root 1 0 R>>\nstartxref\n{table}\n%%EOF\n");
    file.into_bytes()
}

/// A stream with these entries in its dictionary.
pub(crate) fn stream(entries: &str, content: &str) -> String {
    format!("<<{entries}/Length {}>>\nstream\n{content}\nendstream", content.len())
}

/// A file of one page that these operators paint, with the font `F1`; `forms` are the objects from number 6 on,
/// known to the page as `X6`, `X7`, ….
pub(crate) fn page(operators: &str, forms: &[String]) -> Vec<u8> {
    let mut names = String::new();
    for number in 6..6 + forms.len() {
        let _ = write!(names, "/X{number} {number} 0 R");
    }
    let mut objects = vec![
        "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
        "<</Type/Pages/Kids[3 0 R]/Count 1>>".to_owned(),
        format!(
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>/XObject<<{names}>>>>>>"
        ),
        stream("", operators),
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>".to_owned(),
    ];
    objects.extend_from_slice(forms);
    file(&objects)
}
