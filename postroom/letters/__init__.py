"""Letters as PDFs: made from templates, checked, drawn; all of it in processes of their own."""
