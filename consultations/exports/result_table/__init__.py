"""「意見の概要と市の考え方」 as city halls print it: Excel, Word, PDF and CSV from one content."""
